#include "stats/dose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>
#include <vector>

namespace seep {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr double kConfidence = 0.99;
constexpr uint64_t kSeeds = 60;

// What a server holds after so many requests, connections and seconds.
struct Done {
  double requests = 0, connections = 0, seconds = 0;
  double reused = 0;  // requests that were not the first of their connection
};
using Holds = std::function<double(const Done&)>;

// Rounds as a trial sends them: half of the kept-alive requests, the other half, half of those with
// a connection each, the other half; and a pause after every other round, from the first on. Steps
// are those between readings of one state, with the two changes of state as one step.
class Rounds {
 public:
  explicit Rounds(uint64_t seed = 1) : random_(seed) {}

  int whole_rounds = 0;  // in one mix, before those in parts
  double whole_size = 1;
  int rounds = 20;  // in parts
  double resolution = 16;
  double noise = 0;            // of each reading, bytes
  double walk = 0;             // of the level, bytes a step
  double kept_alive_more = 0;  // held in the state after kept-alive traffic only
  int pause_every = 2;         // rounds; 0: no pauses

  DoseResponse Play(const Holds& holds) {
    steps_.clear();
    done_ = {};
    drift_ = 0;
    double last = Read(holds, false);
    for (int i = 0; i < whole_rounds + rounds; ++i) {
      round_ = static_cast<size_t>(i);
      i < whole_rounds ? Whole(holds, last) : InParts(holds, last);
      if (pause_every > 0 && i % pause_every == 0) Pause(holds, last);
    }
    return EstimateDose(steps_, resolution, kConfidence);
  }

 private:
  double Jitter() { return 1 + 0.2 * std::abs(normal_(random_)); }

  void Send(double requests, bool close) {
    const double connections = close ? requests : 4;
    done_.requests += requests;
    done_.connections += connections;
    done_.reused += requests - connections;
    done_.seconds += (requests * (close ? 2e-4 : 1e-4) + 0.02) * Jitter();
  }

  double Read(const Holds& holds, bool kept_alive) {
    drift_ += walk * normal_(random_);
    const double level = 8e6 + holds(done_) + drift_ + (kept_alive ? kept_alive_more : 0);
    return std::floor((level + noise * normal_(random_)) / resolution) * resolution;
  }

  DoseStep Since(const Done& before, double growth, size_t position) const {
    return {.requests = done_.requests - before.requests,
            .connections = done_.connections - before.connections,
            .seconds = done_.seconds - before.seconds,
            .growth = growth,
            .round = round_,
            .position = position};
  }

  void InParts(const Holds& holds, double& last) {
    DoseStep change{.round = round_, .position = 0};
    for (size_t part = 0; part < 4; ++part) {
      const Done before = done_;
      const bool close = part >= 2;
      Send(close ? 100 : 300, close);
      const double level = Read(holds, !close);
      const DoseStep step = Since(before, level - last, part);
      last = level;
      if (part % 2 == 1) {
        steps_.push_back(step);
        continue;
      }
      change.requests += step.requests;
      change.connections += step.connections;
      change.seconds += step.seconds;
      change.growth += step.growth;
    }
    steps_.push_back(change);
  }

  void Whole(const Holds& holds, double& last) {
    const Done before = done_;
    Send(600 * whole_size, false);
    Send(200 * whole_size, true);
    const double level = Read(holds, false);
    steps_.push_back(Since(before, level - last, 0));
    last = level;
  }

  void Pause(const Holds& holds, double& last) {
    const Done before = done_;
    done_.seconds += 0.12 * Jitter();
    const double level = Read(holds, false);
    steps_.push_back(Since(before, level - last, 9));
    last = level;
  }

  std::mt19937_64 random_;
  std::normal_distribution<double> normal_;
  std::vector<DoseStep> steps_;
  Done done_;
  double drift_ = 0;
  size_t round_ = 0;
};

double PerRequest(const Done& done) { return 64 * done.requests; }
double PerConnection(const Done& done) { return 512 * done.connections; }
double PerSecond(const Done& done) { return 400'000 * done.seconds; }
double KeptAlive(const Done& done) { return 32 * done.reused; }

bool Holds0(const Slope& slope) { return slope.low <= 0 && slope.high >= 0; }

TEST(EstimateDose, FindsARatePerRequestExactlyWhereThereIsNoNoise) {
  const DoseResponse dose = Rounds().Play(PerRequest);
  EXPECT_EQ(dose.driver, Driver::kRequest);
  EXPECT_NEAR(dose.per_request->estimate, 64, 0.2);
  EXPECT_TRUE(Holds0(*dose.per_connection));
  EXPECT_TRUE(Holds0(*dose.per_second));
  EXPECT_THAT(dose.note, IsEmpty());
}

TEST(EstimateDose, FindsARatePerConnection) {
  const DoseResponse dose = Rounds().Play(PerConnection);
  EXPECT_EQ(dose.driver, Driver::kConnection);
  EXPECT_NEAR(dose.per_connection->estimate, 512, 2);
  EXPECT_TRUE(Holds0(*dose.per_request));
  EXPECT_TRUE(Holds0(*dose.per_second));
  EXPECT_NEAR(dose.by_traffic->estimate, 512 * 208 / 800.0, 2);
}

TEST(EstimateDose, FindsARatePerSecondThatIsNotTheTraffics) {
  const DoseResponse dose = Rounds().Play(PerSecond);
  EXPECT_EQ(dose.driver, Driver::kTime);
  EXPECT_NEAR(dose.per_second->estimate, 400'000, 4'000);
  EXPECT_TRUE(Holds0(*dose.by_traffic));
}

TEST(EstimateDose, TellsRequestsOnKeptAliveConnectionsFromTheFirstOfEach) {
  const DoseResponse dose = Rounds().Play(KeptAlive);
  EXPECT_EQ(dose.driver, Driver::kKeptAlive);
  EXPECT_NEAR(dose.per_request->estimate, 32, 0.2);
  EXPECT_NEAR(dose.per_connection->estimate, -32, 0.5);
}

TEST(EstimateDose, SeparatesAMixtureOfAllThree) {
  const DoseResponse dose = Rounds().Play([](const Done& done) {
    return 0.5 * PerRequest(done) + 0.5 * PerConnection(done) + 0.5 * PerSecond(done);
  });
  EXPECT_EQ(dose.driver, Driver::kMixed);
  EXPECT_NEAR(dose.per_request->estimate, 32, 0.5);
  EXPECT_NEAR(dose.per_connection->estimate, 256, 3);
  EXPECT_NEAR(dose.per_second->estimate, 200'000, 4'000);
}

TEST(EstimateDose, IsNotMisledByWhatIsHeldAfterOneKindOfTrafficOnly) {
  Rounds rounds;
  rounds.kept_alive_more = 8192;
  const DoseResponse dose = rounds.Play([](const Done& done) { return 16 * done.requests; });
  EXPECT_EQ(dose.driver, Driver::kRequest);
  EXPECT_NEAR(dose.per_request->estimate, 16, 0.2);
}

TEST(EstimateDose, SaysThatOneMixDoesNotTellRequestsFromConnections) {
  Rounds rounds;
  rounds.whole_rounds = 20;
  rounds.rounds = 0;
  const DoseResponse dose = rounds.Play(PerConnection);
  EXPECT_EQ(dose.driver, Driver::kTraffic);
  EXPECT_FALSE(dose.per_connection);
  EXPECT_THAT(dose.note, HasSubstr("requests and connections"));
}

TEST(EstimateDose, SaysThatTimeIsNotToldApartWithoutPauses) {
  Rounds rounds;
  rounds.pause_every = 0;
  const DoseResponse dose = rounds.Play(PerConnection);
  EXPECT_EQ(dose.driver, Driver::kUnknown);
  EXPECT_FALSE(dose.per_second);
  EXPECT_THAT(dose.note, HasSubstr("time"));
}

TEST(EstimateDose, TellsTimeApartFromThreePausesOn) {
  Rounds rounds;
  rounds.pause_every = 10;
  EXPECT_THAT(rounds.Play(PerSecond).note, HasSubstr("too few pauses"));
  rounds.pause_every = 8;
  EXPECT_EQ(rounds.Play(PerSecond).driver, Driver::kTime);
}

TEST(EstimateDose, KnowsNoRateFromFewRounds) {
  Rounds rounds;
  rounds.rounds = 3;
  EXPECT_FALSE(rounds.Play(PerRequest).per_request);
  rounds.rounds = 7;
  EXPECT_EQ(rounds.Play(PerRequest).driver, Driver::kRequest);
}

// Two parts a round, with so much less and more than a connection for four requests.
DoseResponse OfPartsThatDifferBy(double share) {
  std::vector<DoseStep> steps;
  for (size_t round = 0; round < 12; ++round) {
    for (const double by : {-share, share}) {
      steps.push_back({.requests = 400,
                       .connections = 100 * (1 + by),
                       .seconds = 0.1,
                       .growth = 64 * 400,
                       .round = round,
                       .position = by < 0 ? 0u : 1u});
    }
    steps.push_back({.seconds = 0.1 + 0.01 * static_cast<double>(round), .round = round});
  }
  return EstimateDose(steps, 16, kConfidence);
}

// Twelve of 22 rounds were small enough to be in parts.
DoseResponse OfWholeRoundsThatAreLarger(double times, double noise) {
  Rounds rounds;
  rounds.whole_rounds = 10;
  rounds.whole_size = times;
  rounds.rounds = 12;
  rounds.noise = noise;
  return rounds.Play(PerRequest);
}

TEST(EstimateDose, TellsConnectionsByAFewSmallRoundsInParts) {
  EXPECT_EQ(OfWholeRoundsThatAreLarger(14, 0).driver, Driver::kRequest);
}

// What noise hides in the small rounds is no reason to say nothing of all the others.
TEST(EstimateDose, DoesNotAskSmallRoundsThatAreNextToNothing) {
  EXPECT_EQ(OfWholeRoundsThatAreLarger(20, 12'000).driver, Driver::kTraffic);
}

// A server closes a connection now and then, and a leg ends with its round.
TEST(EstimateDose, TakesRoundsOfAboutTheSamePartsForOneMix) {
  EXPECT_FALSE(OfPartsThatDifferBy(0.17).per_connection);
  EXPECT_TRUE(OfPartsThatDifferBy(0.35).per_connection);
}

// So many bytes a round follow requests, connections and seconds.
Holds Parts(double requests, double connections, double seconds) {
  return [=](const Done& done) {
    return requests * done.requests / 800 + connections * done.connections / 208 +
           seconds * done.seconds / 0.21;
  };
}

TEST(EstimateDose, NamesNoDriverOfWhatFollowsHalf) {
  EXPECT_EQ(Rounds().Play(Parts(50'000, 27'000, 23'000)).driver, Driver::kMixed);
}

TEST(EstimateDose, SaysThatASixthBelongsToAMixture) {
  EXPECT_EQ(Rounds().Play(Parts(66'000, 17'000, 17'000)).driver, Driver::kMixed);
}

// The interval of the smaller part begins at about a fifteenth.
TEST(EstimateDose, DoesNotSayThatWhatMayBeNextToNothingBelongsToAMixture) {
  int mixed = 0;
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    Rounds rounds(seed * 7919);
    rounds.noise = 6000;
    mixed += rounds.Play(Parts(85'000, 0, 15'000)).driver == Driver::kMixed;
  }
  EXPECT_LE(mixed, 6);
}

TEST(EstimateDose, KnowsNothingOfNothing) {
  EXPECT_EQ(EstimateDose({}, 16, kConfidence).driver, Driver::kUnknown);
  EXPECT_FALSE(EstimateDose({}, 16, kConfidence).per_request);
  EXPECT_EQ(Rounds().Play([](const Done&) { return 0.0; }).driver, Driver::kUnknown);
  Rounds few;
  few.rounds = 3;
  EXPECT_EQ(few.Play(PerRequest).driver, Driver::kUnknown);
}

// One page every so many rounds, always in the same part of one: whole readings cannot tell what
// it belongs to, however regular they are.
TEST(EstimateDose, DoesNotTakeARegularPageForADriver) {
  for (const double bytes : {4096.0 / 800, 4096.0 / 1600, 4096.0 / 400}) {
    Rounds rounds;
    rounds.resolution = 4096;
    const DoseResponse dose =
        rounds.Play([&](const Done& done) { return bytes * done.requests + 100; });
    EXPECT_TRUE(dose.driver == Driver::kUnknown || dose.driver == Driver::kRequest)
        << Name(dose.driver) << " at " << bytes;
  }
}

struct Sort {
  const char* name;
  Holds holds;
  Driver truth;
};

std::vector<Sort> Sorts() {
  return {{"request", PerRequest, Driver::kRequest},
          {"connection", PerConnection, Driver::kConnection},
          {"time", PerSecond, Driver::kTime},
          {"kept alive", KeptAlive, Driver::kKeptAlive},
          {"request and connection",
           [](const Done& done) { return PerRequest(done) + 0.5 * PerConnection(done); },
           Driver::kMixed},
          {"request and time", [](const Done& done) { return PerRequest(done) + PerSecond(done); },
           Driver::kMixed},
          {"table that doubles",
           [](const Done& done) {
             return PerRequest(done) + 8 * std::exp2(std::ceil(std::log2(done.requests + 1)));
           },
           Driver::kRequest},
          {"sawtooth on a leak",
           [](const Done& done) {
             return PerRequest(done) + 2e5 * std::fmod(done.requests / 2'300, 1);
           },
           Driver::kRequest},
          {"a block every 100th connection",
           [](const Done& done) { return 51'200 * std::floor(done.connections / 100); },
           Driver::kConnection}};
}

struct Tally {
  uint64_t right = 0, wrong = 0;
};

Tally Count(const Sort& sort, const std::function<void(Rounds&)>& change) {
  Tally tally;
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    Rounds rounds(seed * 7919);
    change(rounds);
    const DoseResponse dose = rounds.Play(sort.holds);
    tally.right += dose.driver == sort.truth;
    tally.wrong += dose.driver != sort.truth && dose.driver != Driver::kUnknown;
  }
  return tally;
}

TEST(EstimateDose, NeverNamesTheWrongDriver) {
  for (const Sort& sort : Sorts()) {
    for (const double noise : {0.0, 500.0, 4096.0, 30'000.0}) {
      const Tally read = Count(sort, [&](Rounds& rounds) { rounds.noise = noise; });
      const Tally walk = Count(sort, [&](Rounds& rounds) { rounds.walk = noise; });
      const Tally page = Count(sort, [&](Rounds& rounds) {
        rounds.noise = noise;
        rounds.resolution = 4096;
      });
      EXPECT_EQ(read.wrong + walk.wrong + page.wrong, 0) << sort.name << ", noise of " << noise;
    }
  }
}

// A sawtooth of 200 KB hides what a round of 50 KB follows; all others are named.
TEST(EstimateDose, NamesTheDriverWhereThereIsNoNoise) {
  for (const Sort& sort : Sorts()) {
    if (sort.name == std::string_view("sawtooth on a leak")) continue;
    EXPECT_EQ(Count(sort, [](Rounds&) {}).right, kSeeds) << sort.name;
  }
}

TEST(EstimateDose, KeepsToItsConfidence) {
  for (const double noise : {500.0, 30'000.0}) {
    uint64_t missed = 0;
    for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
      Rounds rounds(seed * 104'729);
      rounds.noise = noise;
      const DoseResponse dose = rounds.Play(PerConnection);
      missed += dose.per_connection->low > 512 || dose.per_connection->high < 512;
    }
    EXPECT_LE(missed, kSeeds / 20) << noise;  // 99 %, and some for the few
  }
}

}  // namespace
}  // namespace seep
