#include "trial/pacer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

namespace seep {
namespace {

Plan PlanOf(uint32_t connections, uint64_t requests_max = 0) {
  Plan plan;
  plan.traffic.connections = connections;
  plan.requests_max = requests_max;
  return plan;
}

Plan ByCommand() {
  Plan plan = PlanOf(4);
  plan.load_command = {"client", "{n}"};
  return plan;
}

// The sizes of so many rounds, of a server of which a round takes `seconds`.
using SecondsOf = std::function<double(size_t round, double requests)>;

std::vector<uint64_t> Play(Pacer& pacer, size_t rounds, const SecondsOf& seconds,
                           double rest = 0.02) {
  std::vector<uint64_t> sizes;
  for (size_t i = 0; i < rounds; ++i) {
    const uint64_t size = pacer.Next(0);
    pacer.Done({size, seconds(i, static_cast<double>(size)), rest});
    sizes.push_back(size);
  }
  return sizes;
}

size_t Changes(const std::vector<uint64_t>& sizes, size_t from) {
  size_t changes = 0;
  for (size_t i = from + 1; i < sizes.size(); ++i) changes += sizes[i] != sizes[i - 1] ? 1 : 0;
  return changes;
}

TEST(Pacer, AimsAtRoundsOf50Milliseconds) {
  Pacer pacer(PlanOf(4));
  pacer.Done({16, 16 / 10'000.0});  // 10,000 requests a second
  EXPECT_EQ(pacer.Next(16), 500u);
}

TEST(Pacer, GivesASlowServerRoundsOfUpTo150Milliseconds) {
  Pacer pacer(PlanOf(4));
  pacer.Done({16, 16 / 2'500.0});
  EXPECT_EQ(pacer.Next(16), 300u) << "120 ms";
  Pacer slower(PlanOf(4));
  slower.Done({16, 16 / 1'000.0});
  EXPECT_EQ(slower.Next(32), 150u) << "150 ms";
}

TEST(Pacer, KeepsTheSizeWhileThePaceGoesUpAndDownByAThird) {
  Pacer pacer(PlanOf(4));
  const auto sizes = Play(pacer, 200, [](size_t round, double requests) {
    return requests / 10'000 * (round % 3 == 0 ? 1.5 : 1);
  });
  EXPECT_EQ(Changes(sizes, 4), 0u);
  EXPECT_EQ(sizes.back(), 600u);
}

TEST(Pacer, TakesOneSlowRoundForAnOutlier) {
  Pacer pacer(PlanOf(4));
  const auto sizes = Play(pacer, 40, [](size_t round, double requests) {
    return requests / 5'000 + (round == 12 ? 0.8 : 0);
  });
  EXPECT_EQ(sizes[12], 300u);
  EXPECT_LT(sizes[13], 75u) << "whether it is slower now";
  for (size_t i = 14; i < sizes.size(); ++i) EXPECT_EQ(sizes[i], 300u) << i;
}

TEST(Pacer, TakesOneSlowRoundAmongTheFirstForAnOutlier) {
  Pacer pacer(PlanOf(4));
  const auto sizes = Play(pacer, 12, [](size_t round, double requests) {
    return requests / 5'000 + (round == 2 ? 0.8 : 0);
  });
  for (size_t i = 4; i < sizes.size(); ++i) EXPECT_EQ(sizes[i], 300u) << i;
}

TEST(Pacer, GrowsWithAServerThatBecomes50TimesFasterInFewSteps) {
  Pacer pacer(PlanOf(4));
  const auto sizes = Play(pacer, 60, [](size_t round, double requests) {
    const double rate = 200 * std::pow(50, std::min(static_cast<double>(round) / 20, 1.0));
    return requests / rate;
  });
  EXPECT_LT(sizes[4], 150u);
  EXPECT_NEAR(static_cast<double>(sizes.back()), 500, 250) << "50 ms of 10,000 a second";
  EXPECT_EQ(Changes(sizes, 32), 0u) << "it settles";
  EXPECT_LE(Changes(sizes, 4), 5u);
}

TEST(Pacer, ShrinksRoundsOfAServerThatBecomesSlowForGood) {
  Pacer pacer(PlanOf(4));
  const auto sizes = Play(pacer, 40, [](size_t round, double requests) {
    return requests / (round < 10 ? 10'000 : 100);
  });
  EXPECT_EQ(sizes[10], 600u) << "6 s";
  for (size_t i = 11; i < sizes.size(); ++i) EXPECT_EQ(sizes[i], 15u) << "150 ms, round " << i;
}

TEST(Pacer, ShrinksRoundsOfAServerThatBecomesThreeTimesSlower) {
  Pacer pacer(PlanOf(4));
  const auto sizes = Play(pacer, 40, [](size_t round, double requests) {
    return requests / (round < 10 ? 3'000 : 700);
  });
  EXPECT_EQ(sizes[10], 300u);
  EXPECT_EQ(sizes.back(), 75u);
  EXPECT_EQ(Changes(sizes, 4), 1u);
}

TEST(Pacer, GivesThreeQuartersOfTheTimeToTraffic) {
  Pacer pacer(PlanOf(4));
  const auto sizes = Play(
      pacer, 20, [](size_t, double requests) { return requests / 10'000; }, 0.04);
  EXPECT_EQ(sizes.back(), 1'200u) << "0.12 s beside 0.04 s of waiting and reading";
}

TEST(Pacer, GivesTwoThirdsOfTheTimeToTrafficWhereTheServerIsNeverQuiet) {
  Pacer pacer(PlanOf(4));
  const auto sizes = Play(
      pacer, 20, [](size_t, double requests) { return requests / 10'000; }, 0.1);
  EXPECT_EQ(sizes.back(), 2'000u) << "0.2 s beside 0.1 s of waiting";
  Pacer slow(PlanOf(4));
  const auto bounded = Play(
      slow, 20, [](size_t, double requests) { return requests / 10'000; }, 0.4);
  EXPECT_EQ(bounded.back(), 3'500u) << "30 s have to have 40 rounds";
}

TEST(Pacer, MakesAProgramsStartUpHalfOfTheRound) {
  Pacer pacer(ByCommand());
  const auto sizes =
      Play(pacer, 20, [](size_t, double requests) { return 0.28 + requests / 3'000; });
  EXPECT_NEAR(static_cast<double>(sizes.back()), 0.28 * 3'000, 10);
  EXPECT_EQ(Changes(sizes, 4), 0u);
}

TEST(Pacer, TellsASlowServerFromAProgramThatStartsSlowly) {
  Pacer pacer(ByCommand());
  const auto sizes = Play(pacer, 20, [](size_t, double requests) { return 0.01 + requests / 100; });
  EXPECT_EQ(sizes.back(), 15u) << "150 ms";
}

TEST(Pacer, GivesAProgramOfALongStartUpAFifthOfTheRound) {
  Pacer pacer(ByCommand());
  const auto sizes = Play(pacer, 20, [](size_t, double requests) { return 2 + requests / 1'000; });
  EXPECT_NEAR(static_cast<double>(sizes.back()), 500, 5);
}

TEST(Pacer, TakesNoisyStartUpsForWhatTheyAre) {
  Pacer pacer(ByCommand());
  const auto sizes = Play(pacer, 40, [](size_t round, double requests) {
    const double noise = static_cast<double>(round * 7 % 5) / 5 - 0.4;  // -0.4 … 0.4
    return 0.28 + 0.04 * noise + requests / 3'000;
  });
  EXPECT_NEAR(static_cast<double>(sizes.back()), 840, 420);
  EXPECT_LE(Changes(sizes, 4), 2u);
}

TEST(Pacer, HasAtLeastOneRequestAConnection) {
  Pacer pacer(PlanOf(100));
  pacer.Done({100, 10});
  EXPECT_EQ(pacer.Next(100), 100u);
}

TEST(Pacer, KeepsRoundsWithinTheirBound) {
  Pacer pacer(PlanOf(4));
  pacer.Done({16, 16 / 10'000.0});
  pacer.Bound(5);
  EXPECT_EQ(pacer.Next(16), 5u);
  pacer.Bound(2);
  EXPECT_EQ(pacer.Next(16), 2u) << "less than one a connection";
  pacer.Bound(1'000'000);
  EXPECT_EQ(pacer.Next(16), 500u);
}

TEST(Pacer, DividesABoundedRunIntoFortyRoundsAndSendsExactlyItsRequests) {
  Pacer pacer(PlanOf(4, 30'000));
  uint64_t sent = 0;
  int rounds = 0;
  while (const uint64_t next = pacer.Next(sent)) {
    sent += next;
    ++rounds;
    pacer.Done({next, static_cast<double>(next) / 50'000});
  }
  EXPECT_EQ(sent, 30'000u);
  EXPECT_NEAR(rounds, 40, 2);
}

}  // namespace
}  // namespace seep
