#include "stats/steps.h"

#include <gtest/gtest.h>

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
