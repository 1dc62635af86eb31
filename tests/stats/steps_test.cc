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

TEST(WithoutSteps, DoesNotTakeTheSteepPartOfACurveForAStep) {
  SeriesMaker maker(3);
  const auto points = maker.Make(100, 100, [](double x) { return 1e7 * (1 - std::exp(-x / 300)); });
  EXPECT_EQ(WithoutSteps(points, kMost, kPage).steps, 0u);
}

}  // namespace
}  // namespace seep
