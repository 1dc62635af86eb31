// Runs in which a part of the requests fails: growth is by those that were answered.

#include <gtest/gtest.h>

#include "judge/judge.h"
#include "load/shapes.h"
#include "trial/fake_server.h"
#include "trial/rounds.h"

namespace seep {
namespace {

constexpr double kBase = 8e6;

RunResult RunWith(FakeServer& server, bool two_legs = false) {
  server.two_legs = two_legs;
  Plan plan;
  plan.legs = {{KeepAliveShape(), 1}};
  if (two_legs) plan.legs = {{KeepAliveShape(), 0.75}, {CloseShape(), 0.25}};
  RunResult result;
  result.plan = plan;
  RunRounds(plan, server.Equip(), {}, {}, result);
  return result;
}

TEST(ARunWithFailures, CountsGrowthByTheRequestsThatWereAnswered) {
  FakeServer server([](double answered, double) { return kBase + 64 * answered; });
  server.live_heap = [](double answered) { return 1e6 + 64 * answered; };
  server.answers = [](const RoundBounds& bounds) { return (bounds.requests + 1) / 2; };
  const RunResult result = RunWith(server);
  ASSERT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_NEAR(result.Judged(Meter::kLiveHeap)->verdict.slope.estimate, 64, 1);
  EXPECT_NEAR(result.Judged(Meter::kHeldBytes)->verdict.slope.estimate, 64, 3);
  ASSERT_TRUE(result.sites);
  EXPECT_NEAR(result.sites->sites.front().bytes_per_request.estimate, 64, 1);
  EXPECT_EQ(result.After().failed, result.load.ErrorCount());
}

TEST(ARunWithFailures, SeesAnEvenLeakThoughFewerAndFewerRequestsAreAnswered) {
  FakeServer server([](double, double) { return kBase; });
  server.live_heap = [](double answered) { return 1e6 + 64 * answered; };
  server.answers = [](const RoundBounds& bounds) {
    return bounds.first < 10'000 ? bounds.requests : (bounds.requests + 3) / 4;
  };
  const RunResult result = RunWith(server, true);
  ASSERT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  const MeterVerdict& live = *result.Judged(Meter::kLiveHeap);
  EXPECT_NEAR(live.verdict.slope.estimate, 64, 1);
  ASSERT_TRUE(live.dose && live.dose->by_traffic);
  EXPECT_NEAR(live.dose->by_traffic->estimate, 64, 2);
}

// Rounds of 1,000 requests that leave 64 B each; in the fiftieth none was answered.
RunResult WithAnUnansweredRound(int64_t grown_in_it) {
  RunResult result;
  int64_t bytes = 8'000'000;
  for (uint64_t i = 1; i <= 60; ++i) {
    const bool unanswered = i == 50;
    Round round;
    round.load.requests = 1000;
    round.load.answers = unanswered ? 0 : 1000;
    round.load.errors[0] = unanswered ? 1000 : 0;
    bytes += unanswered ? grown_in_it : 64'000;
    round.sample.requests = i * 1000;
    round.sample.failed = i >= 50 ? 1000 : 0;
    round.sample.seconds = static_cast<double>(i) * 0.1;
    round.sample.processes.resize(1);
    round.sample.processes[0].memory.anonymous = bytes;
    result.rounds.push_back(round);
  }
  Judge(result);
  return result;
}

TEST(Judge, JudgesNothingByARoundWithoutAnAnswer) {
  const RunResult still = WithAnUnansweredRound(0);
  const RunResult grown = WithAnUnansweredRound(3'000'000);
  EXPECT_EQ(still.outcome, Outcome::kLeak) << still.reason;
  EXPECT_EQ(grown.outcome, Outcome::kLeak) << grown.reason;
  EXPECT_NEAR(still.meters[0].verdict.slope.estimate, 64, 0.5);
  EXPECT_NEAR(grown.meters[0].verdict.slope.estimate, 64, 0.5);
  EXPECT_FALSE(grown.idle) << "it is no pause either";
}

}  // namespace
}  // namespace seep
