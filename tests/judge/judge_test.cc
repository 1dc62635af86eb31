#include "judge/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace seep {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// 60 rounds of 1,000 requests with these growths a request.
RunResult Recorded(double bytes, double descriptors, double threads) {
  RunResult result;
  for (int i = 1; i <= 60; ++i) {
    Round round;
    round.sample.requests = static_cast<uint64_t>(i) * 1000;
    round.sample.seconds = i * 0.1;
    ProcessSample process;
    process.memory.anonymous = 8'000'000 + static_cast<int64_t>(bytes * i * 1000);
    process.descriptors.files = 5 + static_cast<int64_t>(descriptors * i * 1000);
    process.threads = 2 + static_cast<int64_t>(threads * i * 1000);
    round.sample.processes = {process};
    result.rounds.push_back(round);
  }
  return result;
}

TEST(Judge, IsCleanWhenEveryMeterIs) {
  RunResult result = Recorded(0, 0, 0);
  Judge(result);
  EXPECT_EQ(result.outcome, Outcome::kClean);
  EXPECT_EQ(result.meters.size(), 5u);
}

TEST(Judge, IsALeakWhenOneMeterLeaks) {
  for (auto [bytes, descriptors, threads, named] : {std::tuple(64.0, 0.0, 0.0, "anonymous memory"),
                                                    {0.0, 0.01, 0.0, "file descriptors"},
                                                    {0.0, 0.0, 0.01, "threads"}}) {
    RunResult result = Recorded(bytes, descriptors, threads);
    Judge(result);
    EXPECT_EQ(result.outcome, Outcome::kLeak) << named;
    EXPECT_THAT(result.reason, HasSubstr(named));
  }
}

TEST(Judge, HoldsMemoryAgainstTheUsersTolerance) {
  RunResult result = Recorded(64, 0, 0);
  result.plan.tolerance = 100;
  Judge(result);
  EXPECT_EQ(result.outcome, Outcome::kClean);
}

TEST(Judge, LeavesIdleRoundsOutOfTheSeries) {
  RunResult result = Recorded(0, 0, 0);
  Round idle = result.rounds.back();
  idle.idle = true;
  idle.sample.requests += 1000;
  idle.sample.processes[0].memory.anonymous += 100'000'000;
  result.rounds.push_back(idle);
  Judge(result);
  EXPECT_EQ(result.outcome, Outcome::kClean);
}

// An idle round of a second at the end, in which memory grew by so much.
void AddPause(RunResult& result, int64_t growth) {
  Round pause = result.rounds.back();
  pause.idle = true;
  pause.sample.seconds += 1;
  pause.sample.processes[0].memory.anonymous += growth;
  result.rounds.push_back(pause);
}

TEST(Judge, TakesGrowthInAnIdlePauseForGrowthWithTime) {
  RunResult result = Recorded(64, 0, 0);  // 640,000 B/s
  AddPause(result, 600'000);
  Judge(result);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_THAT(result.reason, HasSubstr("with time"));
  EXPECT_NEAR(result.idle->bytes_per_second_idle, 600'000, 1);
  EXPECT_NEAR(result.idle->bytes_per_second_loaded, 640'000, 1);
}

TEST(Judge, TakesNoGrowthInAnIdlePauseForGrowthWithRequests) {
  RunResult result = Recorded(64, 0, 0);
  AddPause(result, 4096);
  Judge(result);
  EXPECT_EQ(result.outcome, Outcome::kLeak);
}

TEST(Judge, CountsSecondsWhereTimeIsJudged) {
  RunResult result = Recorded(64, 0, 0);
  result.per = "second";
  Judge(result);
  EXPECT_DOUBLE_EQ(result.meters[0].points.back().x, 6.0);
}

// Pages that come and go beside a live heap that does not grow: what they may hide of a leak has a
// limit.
TEST(Judge, AllowsPagesBesideACleanLiveHeapOnlySoMuchNoise) {
  const auto with_noise = [](double pages) {
    RunResult result = Recorded(0, 0, 0);
    result.rounds.resize(30);
    for (size_t i = 0; i < result.rounds.size(); ++i) {
      Sample& sample = result.rounds[i].sample;
      sample.heap.emplace();
      sample.heap->blocks = 1000;
      sample.heap->usable_bytes = 64'000;
      sample.heap->processes = 1;
      const bool middle = i + 2 >= result.rounds.size() / 2 && i <= result.rounds.size() / 2 + 1;
      const double wave =
          middle || i + 1 == result.rounds.size() ? 0 : std::sin(static_cast<double>(i * i));
      sample.processes[0].memory.anonymous += static_cast<int64_t>(pages * 4096 * wave);
    }
    Judge(result);
    return result;
  };
  const RunResult little = with_noise(64);
  EXPECT_GT(little.Judged(Meter::kHeldBytes)->verdict.slope.high, 24);
  EXPECT_EQ(little.outcome, Outcome::kClean) << little.reason;
  const RunResult much = with_noise(110);
  EXPECT_LT(much.Judged(Meter::kHeldBytes)->verdict.slope.high, 48);
  EXPECT_EQ(much.outcome, Outcome::kInconclusive) << much.reason;
}

// As Node.js's did: 20 B of each request stay, behind a warm-up and under its noise, in pages that
// its heap has.
TEST(Judge, IsNotClearedByPagesThatAGrowingHeapHas) {
  const auto with_growth = [](double bytes) {
    RunResult result = Recorded(0, 0, 0);
    for (size_t i = 0; i < result.rounds.size(); ++i) {
      Sample& sample = result.rounds[i].sample;
      const auto requests = static_cast<double>(sample.requests = (i + 1) * 400);
      sample.heap.emplace();
      sample.heap->usable_bytes = 64'000;
      sample.heap->blocks = 1000;
      sample.heap->processes = 1;
      sample.runtime.emplace();
      sample.runtime->processes = 1;
      sample.runtime->used_bytes =
          static_cast<int64_t>(3.6e6 + 60e3 * std::log1p(requests / 500) + bytes * requests +
                               12e3 * std::sin(static_cast<double>(i * i)));
    }
    Judge(result);
    return result;
  };
  EXPECT_EQ(with_growth(0).outcome, Outcome::kClean);
  const RunResult grows = with_growth(20);
  EXPECT_EQ(grows.Judged(Meter::kRuntimeHeap)->verdict.outcome, Outcome::kInconclusive);
  EXPECT_EQ(grows.Judged(Meter::kHeldBytes)->verdict.outcome, Outcome::kClean);
  EXPECT_EQ(grows.outcome, Outcome::kInconclusive) << grows.reason;
}

TEST(Judge, SurvivesARunWithoutRounds) {
  RunResult result;
  Judge(result);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
}

// 100 rounds of 1,000 requests: 500 B a request until request 40,000, and 64 B since.
RunResult SlowsDown() {
  RunResult result;
  for (int i = 1; i <= 100; ++i) {
    Round round;
    round.sample.requests = static_cast<uint64_t>(i) * 1000;
    round.sample.seconds = i * 0.1;
    round.load.requests = round.load.answers = 1000;
    ProcessSample process;
    process.memory.anonymous = 8'000'000 + 436'000 * std::min(i, 40) + 64'000 * i;
    round.sample.processes = {process};
    result.rounds.push_back(round);
    result.load.Add(round.load);
  }
  return result;
}

TEST(Judge, NamesThePaceBeforeAndThePaceSince) {
  RunResult result = SlowsDown();
  Judge(result);
  EXPECT_EQ(result.outcome, Outcome::kLeak);
  EXPECT_THAT(result.reason, AllOf(HasSubstr("grew by 500 B a request until request"),
                                   HasSubstr("since then it grows steadily by 64")));
}

// 100,000 requests were sent, and 60,000 since then.
TEST(Judge, CountsRequestsFromWhereTheGrowthBegins) {
  RunResult result = SlowsDown();
  result.plan.requests_max = 100'000;
  Judge(result);
  EXPECT_EQ(result.outcome, Outcome::kLeak);
  result.load.requests = result.load.answers = 30'000;
  Judge(result);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_THAT(result.reason, HasSubstr("requests after the warm-up are too few"));
}

TEST(Settled, TakesTheShareOfTheBudgetSinceTheGrowthBegins) {
  RunResult result = SlowsDown();
  Judge(result);
  EXPECT_FALSE(Settled(result, 0.9));
  EXPECT_TRUE(Settled(result, 0.97));
}

// An allocator or a runtime may give mappings back, as it may pages.
TEST(Settled, WaitsForMappingsAsForPages) {
  RunResult result = Recorded(0, 0, 0);
  for (size_t i = 0; i < result.rounds.size(); ++i) {
    result.rounds[i].sample.processes[0].mappings = 40 + static_cast<int64_t>(10 * i);
    result.rounds[i].load.requests = result.rounds[i].load.answers = 1000;
    result.load.Add(result.rounds[i].load);
  }
  Judge(result);
  ASSERT_EQ(result.outcome, Outcome::kLeak);
  EXPECT_FALSE(Settled(result, 0.55));
  EXPECT_TRUE(Settled(result, 0.65));
}

// Of its 30,000 requests 64 in 100 were answered since it grows by 64 B.
TEST(RequestsAwaited, AreThoseThatALeakLacksSinceItGrows) {
  RunResult result = SlowsDown();
  Judge(result);
  ASSERT_EQ(result.outcome, Outcome::kLeak);
  EXPECT_FALSE(RequestsAwaited(result, 0.9));  // it has enough
  result.load.requests = result.load.answers = 30'000;
  const auto awaited = RequestsAwaited(result, 0.9);
  ASSERT_TRUE(awaited);
  EXPECT_NEAR(*awaited, 800, 100);
  result.new_keys = {"path"};
  EXPECT_FALSE(RequestsAwaited(result, 0.9)) << "a table of so many keys has just become full";
}

}  // namespace
}  // namespace seep
