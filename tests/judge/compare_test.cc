#include "judge/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

MeterVerdict Judged(Meter meter, Outcome outcome, Slope slope) {
  MeterVerdict judged;
  judged.meter = meter;
  judged.tolerance = {.slope = 8, .floor = 32768, .resolution = 4096};
  judged.points = {{1000, 0}, {60'000, 0}};
  judged.verdict.outcome = outcome;
  judged.verdict.slope = slope;
  judged.verdict.confidence = 0.99;
  judged.verdict.judged_from = 1;
  judged.verdict.reason = "why";
  return judged;
}

// A run with one meter, whose growth is known to ± `half`.
RunResult RunOf(Outcome outcome, double growth, double half) {
  RunResult result;
  result.outcome = outcome;
  result.meters = {Judged(Meter::kHeldBytes, outcome,
                          {.estimate = growth, .low = growth - half, .high = growth + half})};
  return result;
}

constexpr Outcome kClean = Outcome::kClean;
constexpr Outcome kLeak = Outcome::kLeak;
constexpr Outcome kOpen = Outcome::kInconclusive;

TEST(Compare, IsWorseWhereALeakIsNewOrLarger) {
  EXPECT_EQ(Compare(RunOf(kClean, 0, 1), RunOf(kLeak, 64, 2)).change, Change::kWorse);
  EXPECT_EQ(Compare(RunOf(kLeak, 64, 2), RunOf(kLeak, 128, 2)).change, Change::kWorse);
}

TEST(Compare, GivesTheDifferenceWithItsInterval) {
  const Comparison comparison = Compare(RunOf(kLeak, 64, 3), RunOf(kLeak, 128, 4));
  ASSERT_EQ(comparison.meters.size(), 1u);
  EXPECT_DOUBLE_EQ(comparison.meters[0].difference.estimate, 64);
  EXPECT_DOUBLE_EQ(comparison.meters[0].difference.low, 59);
  EXPECT_DOUBLE_EQ(comparison.meters[0].difference.high, 69);
  EXPECT_DOUBLE_EQ(comparison.meters[0].confidence, 0.99);
}

TEST(Compare, IsNotWorseWhereBothLeakAlike) {
  const Comparison comparison = Compare(RunOf(kLeak, 64, 3), RunOf(kLeak, 64, 3));
  EXPECT_EQ(comparison.change, Change::kNotWorse);
  EXPECT_EQ(comparison.reason, "it leaks as the baseline does");
  EXPECT_EQ(Compare(RunOf(kLeak, 64, 3), RunOf(kLeak, 20, 3)).change, Change::kNotWorse)
      << "mended";
}

TEST(Compare, IsNotWorseWhereTheNewRunIsClean) {
  EXPECT_EQ(Compare(RunOf(kLeak, 64, 3), RunOf(kClean, 0, 1)).change, Change::kNotWorse);
  EXPECT_EQ(Compare(RunOf(kOpen, 64, 300), RunOf(kClean, 0, 1)).change, Change::kNotWorse);
  // That the base shrank is no reason to blame one that stays.
  EXPECT_EQ(Compare(RunOf(kClean, -40, 1), RunOf(kClean, 1, 1)).change, Change::kNotWorse);
}

TEST(Compare, AcceptsATenthOfTheBasesLeak) {
  EXPECT_EQ(Compare(RunOf(kLeak, 1000, 1), RunOf(kLeak, 1090, 1)).change, Change::kNotWorse);
  EXPECT_EQ(Compare(RunOf(kLeak, 1000, 1), RunOf(kLeak, 1110, 1)).change, Change::kWorse);
}

TEST(Compare, IsInconclusiveWhereTheDifferenceIsNotKnownWellEnough) {
  EXPECT_EQ(Compare(RunOf(kLeak, 64, 30), RunOf(kLeak, 80, 30)).change, Change::kInconclusive);
}

TEST(Compare, NeverCallsGrowthWorseThatIsNoLeakByItself) {
  const Comparison comparison = Compare(RunOf(kClean, 0, 1), RunOf(kOpen, 64, 2));
  EXPECT_EQ(comparison.change, Change::kInconclusive);
  EXPECT_THAT(comparison.reason, HasSubstr("not a leak by itself: why"));
}

TEST(Compare, DoesNotExcuseALeakByTheBasesWarmUp) {
  EXPECT_EQ(Compare(RunOf(kOpen, 64, 2), RunOf(kLeak, 60, 2)).change, Change::kInconclusive);
  // Both warm up alike: neither is known.
  EXPECT_EQ(Compare(RunOf(kOpen, 64, 2), RunOf(kOpen, 64, 2)).change, Change::kInconclusive);
}

TEST(Compare, SeesThatTwoNoisyRunsAreAlike) {
  EXPECT_EQ(Compare(RunOf(kOpen, 2, 5), RunOf(kOpen, 2, 5)).change, Change::kNotWorse);
}

TEST(Compare, NeedsReadingsOfBoth) {
  RunResult base = RunOf(kOpen, 0, 0);
  base.meters[0].verdict.judged_from = 0;
  const Comparison comparison = Compare(base, RunOf(kLeak, 64, 2));
  EXPECT_EQ(comparison.change, Change::kInconclusive);
  EXPECT_THAT(comparison.reason, HasSubstr("too few readings in the baseline"));
  EXPECT_EQ(comparison.meters[0].confidence, 0);
}

TEST(Compare, DoesNotCallALeakNotWorseThatTheBaseSaysNothingOf) {
  const RunResult base = RunOf(kClean, 0, 1);
  RunResult changed = RunOf(kLeak, 0, 1);
  changed.meters[0].verdict.outcome = kClean;
  changed.meters.push_back(
      Judged(Meter::kLiveHeap, kLeak, {.estimate = 2, .low = 1.9, .high = 2.1}));
  const Comparison comparison = Compare(base, changed);
  EXPECT_EQ(comparison.change, Change::kInconclusive);
  EXPECT_THAT(comparison.warnings, ElementsAre(HasSubstr("live heap only now")));
}

TEST(Compare, WarnsOfAnotherProtocol) {
  RunResult base = RunOf(kClean, 0, 1);
  RunResult changed = RunOf(kClean, 0, 1);
  changed.plan.traffic.http2 = true;
  EXPECT_THAT(
      Compare(base, changed).warnings,
      ElementsAre("not the same protocol: HTTP/1 in the baseline, HTTP/2 (streams: 1) now"));
  base.plan.traffic.http2 = true;
  base.plan.traffic.streams = 8;
  EXPECT_THAT(Compare(base, changed).warnings, ElementsAre(HasSubstr("(streams: 8)")));
}

TEST(Compare, TakesRunsOfHalfTheLengthForAlike) {
  RunResult changed = RunOf(kClean, 0, 1);
  changed.meters[0].points.back().x = 30'000;
  EXPECT_THAT(Compare(RunOf(kClean, 0, 1), changed).warnings, IsEmpty());
}

TEST(Compare, WarnsWhereTheRunsAreNotAlike) {
  EXPECT_THAT(Compare(RunOf(kClean, 0, 1), RunOf(kClean, 0, 1)).warnings, IsEmpty());
  RunResult base = RunOf(kClean, 0, 1);
  base.plan.traffic.connections = 4;
  base.plan.legs = {{Shape{}, 1}};
  base.meters[0].points.back().x = 10'000;
  RunResult changed = RunOf(kClean, 0, 1);
  changed.plan.traffic.connections = 16;
  changed.plan.legs = {{Shape{.name = "abort@sent"}, 1}};
  changed.plan.traffic.request.target = "/other";
  EXPECT_THAT(
      Compare(base, changed).warnings,
      ElementsAre("not the same request: GET / HTTP/1.1 in the baseline, GET /other HTTP/1.1 now",
                  "not the same traffic: 100 % keep-alive in the baseline, 100 % abort@sent now",
                  "not the same number of connections: 4 in the baseline, 16 now",
                  "not the same length: 10,000 requests in the baseline, 60,000 requests now"));
}

}  // namespace
}  // namespace seep
