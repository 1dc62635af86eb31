#include "judge/rejudge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/judge_series.h"
#include "stats/series.h"

namespace seep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// 60 rounds of 1,000 requests that grew by 64 B each, in a run with a budget of so many.
RunResult Grown(uint64_t requests_max) {
  RunResult result;
  result.plan.requests_max = requests_max;
  for (int i = 1; i <= 60; ++i) {
    Round round;
    round.sample.requests = static_cast<uint64_t>(i) * 1000;
    round.sample.processes.resize(1);
    round.sample.processes[0].memory.anonymous = 8'000'000 + int64_t{64'000} * i;
    result.rounds.push_back(round);
  }
  result.load.requests = result.load.answers = 60'000;
  return result;
}

TEST(Rejudge, FindsALeakAgain) {
  RunResult result = Grown(60'000);
  result.outcome = Outcome::kLeak;
  result.idle = IdleGrowth{.seconds = 1};
  Rejudge(result);
  EXPECT_EQ(result.outcome, Outcome::kLeak);
  EXPECT_THAT(result.cause, HasSubstr("anonymous memory"));
  EXPECT_THAT(result.warnings, ElementsAre());
}

TEST(Rejudge, WarnsThatALeakOfNowHadNoPause) {
  RunResult result = Grown(60'000);
  Rejudge(result);
  EXPECT_EQ(result.outcome, Outcome::kLeak);
  EXPECT_THAT(result.warnings, ElementsAre(HasSubstr("no pause without requests")));
}

TEST(Rejudge, HoldsALeakBackThatHadNoStayingPower) {
  RunResult result = Grown(600'000);
  Rejudge(result);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_THAT(result.reason, HasSubstr("ended at 10 % of its budget"));
}

TEST(Rejudge, HoldsALeakBackThatWasBrokenOff) {
  RunResult result = Grown(60'000);
  result.interrupted = true;
  Rejudge(result);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_THAT(result.reason, HasSubstr("interrupted"));
}

TEST(Rejudge, LeavesARunThatFailedAsItIs) {
  RunResult result = Grown(60'000);
  result.failure = Error{ErrorKind::kExited, Fault::kEnvironment, "the server died", 0};
  Rejudge(result);
  EXPECT_TRUE(result.meters.empty());
}

RunResult Recorded(const std::vector<Point>& points, const std::string& per, double resolution) {
  RunResult result;
  result.series = RecordedSeries{.source = "mem.csv",
                                 .x_name = "x",
                                 .y_name = "rss",
                                 .per = per,
                                 .points = points,
                                 .resolution = resolution,
                                 .notes = {}};
  JudgeSeries(result);
  return result;
}

TEST(JudgeSeries, FindsALeakWhereverTheCountBegins) {
  SeriesMaker maker(1);
  std::vector<Point> points = maker.Make(80, 1000, [](double n) { return 300 * n; });
  for (const double begin : {0.0, 1e7}) {
    std::vector<Point> shifted = points;
    for (Point& point : shifted) point.x += begin;
    const RunResult result = Recorded(shifted, "request", kPage);
    EXPECT_EQ(result.outcome, Outcome::kLeak) << begin;
    ASSERT_EQ(result.meters.size(), 1u);
    EXPECT_NEAR(result.meters[0].verdict.slope.estimate, 300, 5);
  }
}

TEST(JudgeSeries, IsCleanWhereNothingGrows) {
  SeriesMaker maker(2);
  const RunResult result =
      Recorded(maker.Make(80, 1000, [](double) { return 0; }), "request", kPage);
  EXPECT_EQ(result.outcome, Outcome::kClean);
}

// A flat column of whole megabytes would be flat with a leak of 10 B a request as well.
TEST(JudgeSeries, IsNotCleanBeyondWhatWasRead) {
  SeriesMaker maker(3);
  const RunResult result =
      Recorded(maker.Make(80, 1000, [](double) { return 0; }), "request", 1048576);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
}

TEST(JudgeSeries, JudgesTimesAgainstTheToleranceOfWatch) {
  SeriesMaker maker(4);
  const auto points = maker.Make(80, 10, [](double seconds) { return 500 * seconds; });
  EXPECT_EQ(Recorded(points, "second", kPage).meters[0].tolerance.slope, 1024);
  EXPECT_EQ(Recorded(points, "operation", kPage).meters[0].tolerance.slope, 8);
}

TEST(JudgeSeries, SaysThatMoreReadingsWouldDecide) {
  SeriesMaker maker(5);
  const RunResult result =
      Recorded(maker.Make(5, 1000, [](double) { return 0; }), "request", kPage);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_THAT(result.reason, HasSubstr("readings"));
  EXPECT_THAT(result.reason, Not(HasSubstr("requests")));
}

}  // namespace
}  // namespace seep
