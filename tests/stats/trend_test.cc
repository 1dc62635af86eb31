#include "stats/trend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stats/series.h"

namespace seep {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(LowerEnvelope, KeepsTheLowestReadingOfEachBatchAndItsMeanX) {
  const std::vector<Point> points = {{1, 5}, {2, 3}, {3, 9}, {4, 8}};
  const auto envelope = LowerEnvelope(points, 2);
  ASSERT_EQ(envelope.size(), 2u);
  EXPECT_DOUBLE_EQ(envelope[0].x, 1.5);
  EXPECT_DOUBLE_EQ(envelope[0].y, 3);
  EXPECT_DOUBLE_EQ(envelope[1].x, 3.5);
  EXPECT_DOUBLE_EQ(envelope[1].y, 8);
}

TEST(LowerEnvelope, DropsTheOldestPointsThatFillNoBatch) {
  const std::vector<Point> points = {{1, -100}, {2, 3}, {3, 4}, {4, 5}, {5, 6}};
  EXPECT_DOUBLE_EQ(LowerEnvelope(points, 2).front().y, 3);
}

TEST(LowerEnvelope, IsEmptyWithFewerThanTwoPointsABatch) {
  const std::vector<Point> points = {{1, 1}, {2, 2}, {3, 3}};
  EXPECT_THAT(LowerEnvelope(points, 2), IsEmpty());
}

TEST(LowerEnvelope, TakesASawtoothForFlat) {
  SeriesMaker maker(1);
  int round = 0;
  const auto saw = maker.Make(32, 1000, [&](double) { return (round++ % 4) * 1e6; });
  EXPECT_THAT(Increments(LowerEnvelope(saw, 8)), ::testing::Each(DoubleEq(0)));
}

TEST(Increments, AreSlopesBetweenNeighbours) {
  const std::vector<Point> points = {{0, 0}, {2, 4}, {3, 3}};
  EXPECT_THAT(Increments(points), ElementsAre(DoubleEq(2), DoubleEq(-1)));
}

TEST(SlopeOf, IsExactOnAStraightLineUpToTheResolution) {
  const std::vector<double> increments(7, 64.0);
  const Slope slope = SlopeOf(increments, 0.99, 0.5);
  EXPECT_DOUBLE_EQ(slope.estimate, 64);
  EXPECT_DOUBLE_EQ(slope.low, 63.5);
  EXPECT_DOUBLE_EQ(slope.high, 64.5);
}

TEST(SlopeOf, DoesNotTakeOneOrTwoStepsForGrowth) {
  EXPECT_LE(SlopeOf(std::vector<double>{0, 0, 1000, 0, 0, 0, 0}, 0.99, 0).low, 0);
  EXPECT_LE(SlopeOf(std::vector<double>{0, 1000, 0, 0, 0, 1000, 0}, 0.99, 0).low, 0);
  EXPECT_LE(SlopeOf(std::vector<double>{1000, 0, 1000, 0, 0, 0, 1000}, 0.99, 0).low, 0);
}

TEST(SlopeOf, SeesGrowthBehindOneStepOnTopOfIt) {
  EXPECT_GT(SlopeOf(std::vector<double>{64, 63, 65, 900, 64, 64, 65}, 0.99, 0).low, 60);
}

TEST(SlopeOf, HasStudentsIntervalAboveTheMean) {
  // Mean 2, standard deviation 1, 3 values, 2 degrees of freedom: t(0.995) = 9.9248 (any table).
  const Slope slope = SlopeOf(std::vector<double>{1, 2, 3}, 0.99, 0);
  EXPECT_NEAR(slope.high, 2 + 9.9248 / std::sqrt(3.0), 1e-3);
}

TEST(RangeSlope, LeavesRoomForTheWholeRangeOfTheReadings) {
  const std::vector<Point> points = {{1000, 8192}, {2000, 20480}, {3000, 4096}, {5000, 12288}};
  const Slope slope = RangeSlope(points, kPage);
  EXPECT_DOUBLE_EQ(slope.estimate, 1.024);
  EXPECT_DOUBLE_EQ(slope.high, (20480 - 4096 + 4096) / 4000.0);
  EXPECT_DOUBLE_EQ(slope.low, -slope.high);
}

TEST(RangeSlope, IsNarrowerThanABatchIntervalWhenAFewPagesComeAndGo) {
  SeriesMaker maker(4);
  const auto pages =
      maker.Make(40, 300, [](double x) { return x > 6000 && x < 7000 ? 0 : 4 * kPage; });
  EXPECT_LT(RangeSlope(pages, kPage).high,
            SlopeOf(Increments(LowerEnvelope(pages, 8)), 0.99, 0.1).high);
}

TEST(Median, IsTheMiddleOrTheMeanOfBothMiddles) {
  EXPECT_DOUBLE_EQ(Median(std::vector<double>{3, 1, 2}), 2);
  EXPECT_DOUBLE_EQ(Median(std::vector<double>{4, 1, 3, 2}), 2.5);
}

}  // namespace
}  // namespace seep
