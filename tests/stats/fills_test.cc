// What fills, warms up or comes in steps, and then goes on, or does not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "stats/decision.h"
#include "stats/play.h"
#include "stats/series.h"

namespace seep {
namespace {

using testing::HasSubstr;

constexpr double kEnd = kRounds * kRequests;

// Verdicts on readings of which none was looked at before.
Counts Decided(const Make& make) {
  Counts counts;
  for (int run = 1; run <= Plays(100); ++run) {
    SeriesMaker maker(static_cast<uint64_t>(run) * 104729);
    const Outcome outcome = Decide(make(maker), kBytes).outcome;
    counts.leak += outcome == Outcome::kLeak;
    counts.clean += outcome == Outcome::kClean;
    counts.inconclusive += outcome == Outcome::kInconclusive;
  }
  return counts;
}

// A ramp far larger than what creeps after it.
TEST(Fill, OfARampAndCreepIsNoLeak) {
  const auto creep = [](int kind, double x) {
    return kind == 0   ? std::log1p(x / kEnd / 0.05)
           : kind == 1 ? std::sqrt(x / kEnd)
                       : 1 - std::exp(-x / kEnd / 0.15);
  };
  for (int kind = 0; kind < 3; ++kind) {
    const Counts counts = Play(
        [&](SeriesMaker& maker) {
          const double ramp = 1e7 * std::pow(10, maker.Uniform());
          const double ends = kEnd * (0.01 + 0.09 * maker.Uniform());
          return maker.Make(kRounds, kRequests, [&](double x) {
            return ramp * std::min(1.0, x / ends) + 2e6 * creep(kind, x);
          });
        },
        kBytes, Plays(60));
    EXPECT_EQ(counts.leak, 0) << kind;
  }
}

// No look before the readings that tell the bend from the straight line before it.
TEST(Fill, ThatBeginsToDieOutLateIsNoLeak) {
  for (const double scale : {0.03, 0.07, 0.15}) {
    const Counts counts = Decided([scale](SeriesMaker& maker) {
      const double hinge = 0.55 + 0.1 * maker.Uniform();
      return maker.Make(kRounds, kRequests, [=](double x) {
        const double after = std::max(0.0, x / kEnd - hinge) / scale;
        return 1e8 * std::min(1.0, x / kEnd / hinge) + 1e8 * 0.3 * scale * std::log1p(after);
      });
    });
    EXPECT_EQ(counts.leak, 0) << scale;
  }
}

TEST(Fill, OfTwoPacesIsNoLeak) {
  const Counts counts = Play(
      [](SeriesMaker& maker) {
        const double first = kEnd * (0.02 + 0.1 * maker.Uniform());
        const double full = 0.55 * kEnd;
        const double pace = 0.1 + 0.4 * maker.Uniform();
        return maker.Make(kRounds, kRequests, [=](double x) {
          return 1e7 * std::min(1.0, x / first) +
                 1e7 * pace / first * std::clamp(x - first, 0.0, full - first);
        });
      },
      kBytes, Plays(100));
  EXPECT_EQ(counts.leak, 0);
  EXPECT_GT(counts.clean, Plays(95));
}

// It grows until a share of the run. Every other reading finds so much more, as if one more
// connection were open; 4.5 MB of that hide the bend.
Outcome OfGrowthUntil(double share, double more) {
  constexpr size_t kLong = 2 * kRounds;
  SeriesMaker maker(1);
  int round = 0;
  const auto growth = [&](double x) {
    return 100 * std::min(x, share * kLong * kRequests) + (round++ % 2) * more;
  };
  return Decide(maker.Make(kLong, kRequests, growth), kBytes).outcome;
}

TEST(Fill, ThatEndsShortlyBeforeTheEndIsNoLeak) {
  EXPECT_EQ(OfGrowthUntil(0.94, 0), Outcome::kClean);
  EXPECT_EQ(OfGrowthUntil(0.94, 4.5e6), Outcome::kInconclusive);
}

TEST(Leak, MayRestForTheLastFewReadings) {
  EXPECT_EQ(OfGrowthUntil(0.98, 0), Outcome::kLeak);
  EXPECT_EQ(OfGrowthUntil(0.96, 4.5e6), Outcome::kLeak);
}

// It grows by as much in each of these twentieths of the run, over so many readings, and in no
// other.
Outcome OfEqualBursts(const std::set<int>& parts, int readings) {
  constexpr int kInPart = 10;
  SeriesMaker maker(1);
  double grown = 0;
  int round = 0;
  const auto growth = [&](double) {
    const int in_part = round % kInPart;
    const int part = round++ / kInPart;
    if (parts.count(part) > 0 && in_part >= 1 && in_part <= readings) grown += 4e7 / readings;
    return grown;
  };
  const std::vector<Point> series = maker.Make(20 * kInPart, kRequests, growth);
  return Decide(series, kBytes, {.last_look = true}).outcome;
}

TEST(Bursts, AreALeakFromElevenEqualOnesOn) {
  std::set<int> parts = {1, 2, 5, 6, 9, 11, 12, 15, 16, 19};
  EXPECT_EQ(OfEqualBursts(parts, 2), Outcome::kInconclusive);
  parts.insert(4);
  EXPECT_EQ(OfEqualBursts(parts, 2), Outcome::kLeak);
}

// Two steps may be a table that doubled twice.
TEST(Bursts, OfOneReadingAreALeakFromThirteenEqualOnesOn) {
  std::set<int> parts = {1, 2, 4, 5, 6, 8, 9, 11, 12, 15, 16, 19};
  EXPECT_EQ(OfEqualBursts(parts, 1), Outcome::kInconclusive);
  parts.insert(14);
  EXPECT_EQ(OfEqualBursts(parts, 1), Outcome::kLeak);
}

// It grows by random amounts in three of ten rounds, and in the later half of the run by so much of
// what it grew by in the first.
int LeaksInBursts(double later) {
  int leaks = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    SeriesMaker maker(seed);
    std::vector<double> amounts(3 * kRounds);
    for (double& amount : amounts) {
      if (maker.Uniform() < 0.3) amount = -std::log(1 - maker.Uniform());
    }
    const auto middle = amounts.begin() + static_cast<std::ptrdiff_t>(amounts.size() / 2);
    const double first_sum = std::accumulate(amounts.begin(), middle, 0.0);
    const double later_sum = std::accumulate(middle, amounts.end(), 0.0);
    std::transform(middle, amounts.end(), middle,
                   [&](double amount) { return amount * later * first_sum / later_sum; });
    double grown = 0;
    auto amount = amounts.begin();
    const auto series =
        maker.Make(amounts.size(), kRequests, [&](double) { return grown += 1e6 * *amount++; });
    leaks += Decide(series, kBytes, {.last_look = true}).outcome == Outcome::kLeak;
  }
  return leaks;
}

// The later half of a square root grows by 0.41 of the first.
TEST(Bursts, OfAWarmUpAreNoLeak) {
  EXPECT_EQ(LeaksInBursts(0.41), 0);
  EXPECT_GT(LeaksInBursts(0.95), 30);
}

// 60 rounds of 1000 requests, and then 180 of 50, in which it grows in bursts: three of twenty
// parts of the requests, and three quarters of the readings.
TEST(Bursts, AreToldByRequestsAndNotByReadings) {
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    SeriesMaker maker(seed);
    std::vector<Point> points;
    double grown = 0;
    for (int i = 0; i < 240; ++i) {
      const bool small = i >= 60;
      if (small && maker.Uniform() < 0.3) grown -= std::log(1 - maker.Uniform()) * 2e4;
      const double noise = 1e5 * maker.Uniform();
      points.push_back({points.empty() ? 1000 : points.back().x + (small ? 50 : 1000),
                        std::floor((8e6 + grown + noise) / kPage) * kPage});
    }
    EXPECT_NE(Decide(points, kBytes, {.last_look = true}).outcome, Outcome::kLeak) << seed;
  }
}

TEST(Leak, NeedsReadingsEnoughAfterTheWarmUp) {
  SeriesMaker maker(11);
  const auto growth = [](double x) { return 5e7 * std::min(1.0, x / 60'000) + 64 * x; };
  const std::vector<Point> series = maker.Make(100, 1000, growth);
  EXPECT_EQ(Decide(std::span(series).first(80), kBytes).outcome, Outcome::kInconclusive);
  const Verdict verdict = Decide(series, kBytes);
  EXPECT_EQ(verdict.outcome, Outcome::kLeak);
  EXPECT_NEAR(verdict.grows_from, 60'000, 3'000);
  EXPECT_EQ(verdict.range, 100'000);
  EXPECT_NEAR(verdict.GrowingShare(), 0.4, 0.03);
}

// Where what is to come of the warm-up is half of what is to come of the slope: at 16,100 here; a
// quarter would be at 22,200, and as much at 10,000.
TEST(Leak, BeginsWhereTheWarmUpHasLittleToAdd) {
  SeriesMaker maker(11);
  const auto growth = [](double x) { return 2e7 * (1 - std::exp(-x / 8000)) + 64 * x; };
  const Verdict verdict = Decide(maker.Make(100, 1000, growth), kBytes);
  EXPECT_EQ(verdict.outcome, Outcome::kLeak);
  EXPECT_NEAR(verdict.grows_from, 16'100, 2'000);
}

TEST(Leak, GrowsFromTheBeginningWithoutAWarmUp) {
  SeriesMaker maker(11);
  const Verdict verdict = Decide(maker.Make(60, 1000, [](double x) { return 64 * x; }), kBytes);
  EXPECT_EQ(verdict.outcome, Outcome::kLeak);
  EXPECT_EQ(verdict.grows_from, 0);
  EXPECT_EQ(verdict.GrowingShare(), 1);
}

// Too large for a leak in such steps to be ruled out, and 20 readings ago.
TEST(Step, ThatIsRecentIsSaidToBe) {
  SeriesMaker maker(3);
  const auto step = [](double x) { return x > 10'000 ? 2e5 : 0; };
  const Verdict verdict = Decide(maker.Make(30, 1000, step), kBytes);
  EXPECT_EQ(verdict.outcome, Outcome::kInconclusive);
  EXPECT_THAT(verdict.reason, HasSubstr("in steps only"));
  EXPECT_EQ(Decide(maker.Make(40, 1000, step), kBytes).outcome, Outcome::kClean);
}

// They are too small beside the noise to be found as steps, and too few to be growth at a pace.
TEST(Step, UnderNoiseIsNoLeakNorAreAFew) {
  for (const double chance : {0.05, 0.1, 0.15}) {
    const Counts counts = Decided([chance](SeriesMaker& maker) {
      double at = 0;
      const auto steps = [&](double) { return at += maker.Uniform() < chance ? 2e5 : 0; };
      return maker.Make(kRounds / 2, kRequests, steps, 1e5);
    });
    EXPECT_LE(counts.leak, 1) << chance;
  }
}

Outcome WithAStepAfter(size_t before, size_t readings) {
  SeriesMaker maker(3);
  const double last = static_cast<double>(before) * kRequests;
  const auto step = [=](double x) { return x > last ? 2e5 : 0; };
  return Decide(maker.Make(readings, kRequests, step), kBytes).outcome;
}

// The next of steps that come every 15 readings may be due.
TEST(Step, IsOutlastedAfterTwiceThePauseBeforeIt) {
  EXPECT_EQ(WithAStepAfter(14, 42), Outcome::kInconclusive);
  EXPECT_EQ(WithAStepAfter(14, 50), Outcome::kClean);
}

TEST(Step, IsOutlastedAfterAsManyReadingsAsAVerdictTakes) {
  EXPECT_EQ(WithAStepAfter(5, 26), Outcome::kInconclusive);
  EXPECT_EQ(WithAStepAfter(5, 34), Outcome::kClean);
}

}  // namespace
}  // namespace seep
