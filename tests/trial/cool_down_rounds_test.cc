// Runs of servers that hold what they got for a while after it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "judge/drain.h"
#include "load/shapes.h"
#include "trial/fake_server.h"

namespace seep {
namespace {

using ::testing::HasSubstr;

size_t CountCooling(const RunResult& result) {
  return static_cast<size_t>(std::count_if(result.rounds.begin(), result.rounds.end(),
                                           [](const Round& r) { return r.cooling; }));
}

uint64_t RequestsBeforeWaits(const RunResult& result) {
  const auto first = std::find_if(result.rounds.begin(), result.rounds.end(),
                                  [](const Round& round) { return round.cooling; });
  return first == result.rounds.end() ? 0 : first->sample.requests;
}

class ACoolDown : public ::testing::Test {
 protected:
  ACoolDown() {
    server_.live_heap = [](double) { return 1e6; };
    plan_.legs = {{KeepAliveShape(), 1}};
  }

  RunResult Run() {
    RunResult result;
    result.plan = plan_;
    RunRounds(plan_, server_.Equip(), {}, {}, result);
    return result;
  }

  Plan plan_;
  FakeServer server_{[](double, double) { return 8e6; }};
};

TEST_F(ACoolDown, FindsALeakInASecond) {
  server_.live_heap = [](double requests) { return 1e6 + 64 * requests; };
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  const MeterVerdict& live = *result.Judged(Meter::kLiveHeap);
  ASSERT_TRUE(live.drain);
  EXPECT_NEAR(live.drain->seconds, 1, 0.25);
  EXPECT_EQ(live.drain->fall, 0);
  EXPECT_EQ(live.drain->requests, 0u) << "one wait was enough";
  EXPECT_FALSE(live.drains);
}

TEST_F(ACoolDown, TellsWhatIsHeldUntilTheClientsHaveGoneFromALeak) {
  server_.heap_until_idle = 64;
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_THAT(result.reason, HasSubstr("it holds 64 B of each request for about 2 s after"));
  const MeterVerdict& live = *result.Judged(Meter::kLiveHeap);
  EXPECT_TRUE(live.drains);
  ASSERT_TRUE(live.drain->kept);
  EXPECT_NEAR(live.drain->kept->estimate, 0, 0.1);
  EXPECT_GE(live.drain->requests, RequestsBeforeWaits(result)) << "they have doubled";
  EXPECT_GT(result.seconds, 29) << "it may yet end under traffic";
}

TEST_F(ACoolDown, FindsALeakBesideWhatIsHeldForAWhile) {
  server_.heap_until_idle = 32;
  server_.live_heap = [](double requests) { return 1e6 + 32 * requests; };
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_NEAR(result.Judged(Meter::kLiveHeap)->drain->kept->estimate, 32, 1);
}

// A collector that runs when it is idle, and a leak of a tenth of what grows.
TEST_F(ACoolDown, NeverCallsALeakCleanForTheGarbageBesideIt) {
  server_.heap_until_idle = 90;
  server_.live_heap = [](double requests) { return 1e6 + 10 * requests; };
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kLeak) << result.reason;
}

TEST_F(ACoolDown, NeverCallsALeakCleanForGarbageThatWasThereBefore) {
  server_.heap_until_first_idle = 5e7;
  server_.live_heap = [](double requests) { return 1e6 + 64 * requests; };
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_NEAR(result.Judged(Meter::kLiveHeap)->verdict.slope.estimate, 64, 1);
}

// By a fifth of the growth in the first second.
TEST_F(ACoolDown, WaitsAsLongAsItFalls) {
  server_.heap_expiring = 64;
  server_.expiry_seconds = 3.95;
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
  EXPECT_GT(result.Judged(Meter::kLiveHeap)->drain->seconds, 1.2);
}

// A LEAK is said before it levels off.
TEST_F(ACoolDown, ClearsAStoreThatLevelsOffBetweenTwoWaits) {
  server_.heap_expiring = 640;
  server_.expiry_seconds = 3.5;
  server_.sweep_seconds = 0.5;
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
  EXPECT_NEAR(result.Judged(Meter::kLiveHeap)->drain->seconds, 3.7, 0.6);
}

// By a tenth: a leak would not be told in a second, if it were waited for.
TEST_F(ACoolDown, WaitsNoLongerForLittle) {
  server_.heap_expiring = 64;
  server_.expiry_seconds = 4.1;
  const RunResult result = Run();
  EXPECT_NE(result.outcome, Outcome::kLeak) << "the rounds with call stacks show that it stopped";
  EXPECT_EQ(CountCooling(result), 5u);
}

TEST_F(ACoolDown, SaysHowLongALeakWasWaitedFor) {
  server_.live_heap = [](double requests) { return 1e6 + 64 * requests; };
  EXPECT_THAT(Run().cause, HasSubstr("none of it went away in 1.1 s without requests"));
}

// A LEAK is said after 3.2 s; what is held for longer by a little, the rounds with call stacks
// tell.
TEST_F(ACoolDown, TellsWhatIsHeldForAsLongAsTheRunAndASecond) {
  for (int tenths = 20; tenths <= 46; ++tenths) {
    FakeServer server([](double, double) { return 8e6; });
    server.live_heap = [](double) { return 1e6; };
    server.heap_expiring = 64;
    server.expiry_seconds = tenths / 10.0;
    RunResult result;
    result.plan = plan_;
    RunRounds(plan_, server.Equip(), {}, {}, result);
    EXPECT_NE(result.outcome, Outcome::kLeak) << server.expiry_seconds << " s: " << result.reason;
  }
}

TEST_F(ACoolDown, HoldsBackMemoryThatGrewWithAHeapThatDrains) {
  FakeServer server([](double requests, double) { return 8e6 + 80 * requests; });
  server.live_heap = [](double) { return 1e6; };
  server.heap_until_idle = 64;
  RunResult result;
  result.plan = plan_;
  RunRounds(plan_, server.Equip(), {}, {}, result);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive) << result.reason;
}

TEST_F(ACoolDown, SendsNoMoreRequestsThanItMay) {
  plan_.requests_max = 30'000;
  server_.heap_until_idle = 64;
  const RunResult result = Run();
  EXPECT_LE(result.load.requests, 30'000u);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive) << result.reason;
}

TEST_F(ACoolDown, IsNotTakenWhereNothingGrows) {
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kClean);
  EXPECT_FALSE(result.Judged(Meter::kLiveHeap)->drain);
}

}  // namespace
}  // namespace seep
