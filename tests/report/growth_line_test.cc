#include "report/growth_line.h"

#include <gtest/gtest.h>

#include <optional>

namespace seep {
namespace {

MeterVerdict Judged(size_t count, double slope) {
  MeterVerdict judged;
  for (size_t i = 0; i < count; ++i) {
    const auto x = static_cast<double>(i) * 100;
    judged.points.push_back({x, 1000 + slope * x});
  }
  judged.verdict.judged_from = count / 2;
  judged.verdict.slope = {.estimate = slope, .low = slope - 1, .high = slope + 1};
  return judged;
}

TEST(GrowthLine, GoesThroughWhatIsJudged) {
  const std::optional<GrowthLine> line = GrowthLineOf(Judged(21, 5));
  ASSERT_TRUE(line);
  EXPECT_DOUBLE_EQ(line->x_from, 1000);
  EXPECT_DOUBLE_EQ(line->x_to, 2000);
  EXPECT_DOUBLE_EQ(line->y_from.estimate, 6000);
  EXPECT_DOUBLE_EQ(line->y_to.estimate, 11'000);
  EXPECT_DOUBLE_EQ(line->y_to.high, 11'125);  // an eighth of the range behind the crossing
  EXPECT_DOUBLE_EQ(line->y_from.high, 5125);
}

TEST(GrowthLine, MeetsTheReadingsAtTheirEndWhereTheyWarmedUp) {
  MeterVerdict judged = Judged(21, 5);
  judged.verdict.slope.estimate = 0;  // all of it a warm-up
  const std::optional<GrowthLine> line = GrowthLineOf(judged);
  EXPECT_GT(line->y_from.estimate, 9500);
  EXPECT_LT(line->y_to.estimate, 11'000);
}

TEST(GrowthLine, BeginsWhereTheWarmUpEnds) {
  MeterVerdict judged = Judged(21, 5);
  judged.verdict.grows_from = 1500;
  EXPECT_DOUBLE_EQ(GrowthLineOf(judged)->x_from, 1500);
}

TEST(GrowthLine, IsNotMovedByAnOutlier) {
  MeterVerdict judged = Judged(21, 5);
  judged.points[19].y = 1e9;
  EXPECT_DOUBLE_EQ(GrowthLineOf(judged)->y_from.estimate, 6000);
}

TEST(GrowthLine, IsNoneWhereNothingWasJudged) {
  MeterVerdict judged = Judged(21, 5);
  judged.verdict.judged_from = 0;
  EXPECT_FALSE(GrowthLineOf(judged));
  judged.verdict.judged_from = 20;  // a line has two ends
  EXPECT_FALSE(GrowthLineOf(judged));
}

}  // namespace
}  // namespace seep
