#include "stats/steps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

#include "stats/series.h"

namespace seep {
namespace {

constexpr size_t kMost = 2;

TEST(WithoutSteps, TakesOutAStepAndLeavesTheRest) {
  SeriesMaker maker(1);
  const auto points = maker.Make(60, 100, [](double x) { return x > 3000 ? 1e6 : 0; });
  const Unstepped without = WithoutSteps(points, kMost, kPage);
  EXPECT_EQ(without.steps, 1u);
  EXPECT_NEAR(without.rise, 1e6, kPage);
  EXPECT_NEAR(without.points.back().y, points.front().y, kPage);
}

TEST(WithoutSteps, TakesOutAStepShortlyBeforeTheEnd) {
  SeriesMaker maker(1);
  const auto points = maker.Make(60, 100, [](double x) { return x > 5400 ? 1e6 : 0; });
  EXPECT_EQ(WithoutSteps(points, kMost, kPage).steps, 1u);
}

TEST(WithoutSteps, DoesNotTakeOneHighReadingForAStep) {
  SeriesMaker maker(1);
  const auto points = maker.Make(60, 100, [](double x) { return x == 3000 ? 1e6 : 0; });
  EXPECT_EQ(WithoutSteps(points, kMost, kPage).steps, 0u);
}

TEST(WithoutSteps, TakesOutAStepOfSevenTimesTheUsualChange) {
  size_t found = 0;
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    SeriesMaker maker(seed);
    const auto step = [](double x) { return x > 3000 ? 1e6 : 0; };
    found += WithoutSteps(maker.Make(60, 100, step, 1e5), kMost, kPage).steps;
  }
  EXPECT_GE(found, 45u);
}

// Of a series that is flat but for these rises, one a reading.
size_t StepsInRises(const std::vector<double>& rises) {
  SeriesMaker maker(1);
  const auto growth = [&](double x) {
    const auto so_far = static_cast<size_t>(std::max(0.0, x - 3000) / 100);
    const auto risen = std::span(rises).first(std::min(so_far, rises.size()));
    return std::accumulate(risen.begin(), risen.end(), 0.0);
  };
  return WithoutSteps(maker.Make(60, 100, growth), kMost, kPage).steps;
}

// A table doubles, and what its entries point to is allocated a few readings later.
TEST(WithoutSteps, TakesOutAStepBesideASmallerOne) { EXPECT_EQ(StepsInRises({9e5, 0, 2.6e5}), 2u); }

// A cache fills within five readings.
TEST(WithoutSteps, DoesNotTakeTheMiddleOfAnSCurveForAStep) {
  EXPECT_EQ(StepsInRises({1e5, 3e5, 5.4e5, 3e5, 1e5}), 0u);
}

TEST(WithoutSteps, TakesOutNoMoreThanItMay) {
  SeriesMaker maker(2);
  const auto points = maker.Make(80, 100, [](double x) { return 1e6 * std::floor(x / 1500); });
  const Unstepped without = WithoutSteps(points, kMost, kPage);
  EXPECT_EQ(without.steps, kMost);
  EXPECT_NEAR(without.points.back().y - points.front().y, 3e6, 2 * kPage);
}

TEST(WithoutSteps, TakesOutNothingOfNoiseNorOfEvenGrowth) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    SeriesMaker maker(seed);
    EXPECT_EQ(WithoutSteps(maker.Make(
                               100, 100, [](double x) { return 64 * x; }, 5e4),
                           kMost, kPage)
                  .steps,
              0u)
        << seed;
  }
}

// A round that was cut short, one that was read late: the line through them is the same.
TEST(WithoutSteps, TakesOutNothingOfEvenGrowthAtUnevenDistances) {
  for (const double distance : {0.1, 0.5, 2.0, 5.0}) {
    std::vector<Point> points;
    double x = 0;
    for (int i = 0; i < 30; ++i) {
      x += i == 15 || i == 29 ? distance * 2500 : 2500;
      points.push_back({x, 640 * x});
    }
    EXPECT_EQ(WithoutSteps(points, kMost, kPage).steps, 0u) << distance;
  }
}

TEST(WithoutSteps, DoesNotTakeTheSteepPartOfACurveForAStep) {
  SeriesMaker maker(3);
  const auto points = maker.Make(100, 100, [](double x) { return 1e7 * (1 - std::exp(-x / 300)); });
  EXPECT_EQ(WithoutSteps(points, kMost, kPage).steps, 0u);
}

}  // namespace
}  // namespace seep
