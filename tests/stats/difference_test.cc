#include "stats/difference.h"

#include <gtest/gtest.h>

#include <random>

#include "stats/trend.h"

namespace seep {
namespace {

TEST(Difference, IsTheTextbooksForSymmetricIntervals) {
  const Slope difference =
      Difference({.estimate = 10, .low = 7, .high = 13}, {.estimate = 30, .low = 26, .high = 34});
  EXPECT_DOUBLE_EQ(difference.estimate, 20);
  EXPECT_DOUBLE_EQ(difference.low, 15);
  EXPECT_DOUBLE_EQ(difference.high, 25);
}

TEST(Difference, TakesTheSideOfEachIntervalThatMatters) {
  // The base may be much larger than its estimate, the other much smaller: both widen the low side.
  const Slope difference =
      Difference({.estimate = 10, .low = 10, .high = 14}, {.estimate = 30, .low = 27, .high = 30});
  EXPECT_DOUBLE_EQ(difference.low, 15);
  EXPECT_DOUBLE_EQ(difference.high, 20);
}

TEST(Difference, OfExactGrowthsIsExact) {
  const Slope difference =
      Difference({.estimate = 3, .low = 3, .high = 3}, {.estimate = 2, .low = 2, .high = 2});
  EXPECT_DOUBLE_EQ(difference.low, -1);
  EXPECT_DOUBLE_EQ(difference.high, -1);
}

// 7 slopes a run, as the decision has: the interval holds the true difference as often as it says.
TEST(Difference, HoldsTheTrueDifferenceAsOftenAsItSays) {
  std::mt19937_64 random(20261122);
  std::normal_distribution<double> noise(0, 1);
  constexpr int kPairs = 4000;
  int outside = 0;
  for (int pair = 0; pair < kPairs; ++pair) {
    std::vector<double> base, changed;
    for (int i = 0; i < 7; ++i) {
      base.push_back(5 + 2 * noise(random));
      changed.push_back(8 + 3 * noise(random));
    }
    const Slope difference = Difference(SlopeOf(base, 0.95, 0), SlopeOf(changed, 0.95, 0));
    if (difference.low > 3 || difference.high < 3) ++outside;
  }
  EXPECT_LE(outside, kPairs * 0.06);
}

}  // namespace
}  // namespace seep
