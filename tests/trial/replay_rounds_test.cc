// Runs whose requests have new keys each.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "load/shapes.h"
#include "trial/fake_server.h"
#include "trial/rounds.h"

namespace seep {
namespace {

using ::testing::HasSubstr;

constexpr double kBase = 8e6;

class ARunWithNewKeys : public ::testing::Test {
 protected:
  RunResult Run() {
    plan_.legs = {{Shape{}, 1}};
    if (second_leg_) plan_.legs = {{KeepAliveShape(), 0.75}, {CloseShape(), 0.25}};
    RunResult result;
    result.plan = plan_;
    result.new_keys = keys_;
    result.keys_new_until = keys_new_until_;
    RunRounds(plan_, server_.Equip(), {}, {}, result);
    return result;
  }

  Plan plan_;
  bool second_leg_ = false;
  std::vector<std::string> keys_ = {"path"};
  uint64_t keys_new_until_ = 0;
  FakeServer server_{[](double, double) { return kBase; }};
};

TEST_F(ARunWithNewKeys, FindsALeakWithEveryRequest) {
  server_.live_heap = [](double requests) { return 192 * requests; };
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  const MeterVerdict& live = *result.Judged(Meter::kLiveHeap);
  ASSERT_TRUE(live.replay);
  EXPECT_NEAR(live.replay->slope.estimate, 192, 1);
  EXPECT_NEAR(live.verdict.slope.estimate, 192, 1);
  EXPECT_FALSE(live.by_key);
  EXPECT_EQ(std::count_if(result.rounds.begin(), result.rounds.end(),
                          [](const Round& round) { return round.replayed; }),
            12);
}

TEST_F(ARunWithNewKeys, DoesNotCallAStoreByKeyALeak) {
  server_.live_heap = [](double) { return 0; };
  server_.heap_per_key = 192;
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_THAT(result.reason, HasSubstr("it keeps 192 B for each new path"));
  EXPECT_TRUE(result.Judged(Meter::kLiveHeap)->by_key);
  EXPECT_GT(result.seconds, 29) << "a bound may yet be seen";
}

// Varnish keeps the head of each object that went out for 180 s (critbit_cooloff).
TEST_F(ARunWithNewKeys, DoesNotCallACacheOfFewEntriesALeakForWhatEachMissLeavesForAWhile) {
  server_.live_heap = [](double) { return 0; };
  server_.heap_per_miss = 192;
  server_.cache_keys = 20;
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_TRUE(result.Judged(Meter::kLiveHeap)->by_key) << result.reason;
}

TEST_F(ARunWithNewKeys, SeesTheBoundOfAStoreByKey) {
  server_.live_heap = [](double) { return 0; };
  server_.heap_per_key = 192;
  server_.heap_keys_max = 60'000;
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
  EXPECT_LT(result.seconds, 25);
}

// No default of a cache is as large as 256 MiB, and 188 MiB are well below it.
TEST_F(ARunWithNewKeys, CallsAStoreByKeyALeakWhereNoCacheIsSoLarge) {
  server_.live_heap = [](double) { return 0; };
  server_.heap_per_key = 12 << 10;
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_THAT(result.reason, HasSubstr("with a new path, and no bound was seen up to"));
  EXPECT_LT(result.After().heap->usable_bytes, 450 << 20);
}

TEST_F(ARunWithNewKeys, SeesTheBoundOfALargeCache) {
  server_.live_heap = [](double) { return 0; };
  server_.heap_per_key = 12 << 10;
  server_.heap_keys_max = 16'000;
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
}

TEST_F(ARunWithNewKeys, CallsAStoreByKeyALeakWhereThereIsNoCache) {
  server_.live_heap = [](double) { return 0; };
  server_.heap_per_key = 192;
  plan_.expect_cache_bytes = 0;
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kLeak) << result.reason;
}

TEST_F(ARunWithNewKeys, FindsALeakBesideAStoreByKey) {
  server_.live_heap = [](double requests) { return 32 * requests; };
  server_.heap_per_key = 320;
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_NEAR(result.Judged(Meter::kLiveHeap)->replay->slope.estimate, 32, 2);
}

TEST_F(ARunWithNewKeys, SaysHowManyRequestsWouldTellOfABoundedNumberOfKeys) {
  server_.live_heap = [](double) { return 0; };
  server_.heap_per_key = 192;
  server_.requests_per_second = 1000;
  keys_new_until_ = 92'104;
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_THAT(result.reason, HasSubstr("after 92,104 requests hardly any is new"));
  EXPECT_THAT(result.reason, HasSubstr("-n 112104 -t "));
}

TEST_F(ARunWithNewKeys, TakesGrowthForALeakOnceHardlyAKeyIsNew) {
  server_.live_heap = [](double requests) { return 192 * requests; };
  keys_new_until_ = 5'000;
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_FALSE(result.Judged(Meter::kLiveHeap)->replay) << "nothing is left to be asked";
  EXPECT_GE(result.load.requests, 25'000u) << "of which 5,000 tell nothing";
}

TEST_F(ARunWithNewKeys, FindsALeakWithEachConnectionWhichAReplayOpensAnew) {
  server_.live_heap = [](double) { return 0; };
  server_.heap_per_connection = 512;
  server_.two_legs = true;
  second_leg_ = true;
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  const MeterVerdict& live = *result.Judged(Meter::kLiveHeap);
  ASSERT_TRUE(live.replay && live.dose);
  EXPECT_FALSE(live.by_key);
  EXPECT_NEAR(live.replay->slope.estimate, 132, 4) << "a quarter of 512, and the kept ones";
  EXPECT_EQ(live.dose->driver, Driver::kConnection);
}

TEST_F(ARunWithNewKeys, ReplaysNothingWhereNothingGrows) {
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kClean);
  EXPECT_FALSE(result.Judged(Meter::kHeldBytes)->replay);
}

// Which it is of once the server has set a cookie.
class ARunOfVisitors : public ARunWithNewKeys {
 protected:
  ARunOfVisitors() {
    keys_.clear();
    server_.live_heap = [](double) { return 0; };
    server_.heap_per_visitor = 128;
  }
};

TEST_F(ARunOfVisitors, SaysWhatIsKeptForEachNewOne) {
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_THAT(result.reason, HasSubstr("it keeps 128 B for each new visitor"));
  EXPECT_THAT(result.reason, HasSubstr("--visitors 50"));
}

TEST_F(ARunOfVisitors, SeesTheBoundOfTheirSessions) {
  server_.sessions_max = 60'000;
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
}

TEST_F(ARunOfVisitors, IsCleanWhenTheSameOnesTakeTurns) {
  plan_.traffic.visitors = server_.visitors = 50;
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
  EXPECT_EQ(result.keys_new_until, 50u);
}

TEST_F(ARunOfVisitors, FindsALeakWithEachRequestBesideTheirSessions) {
  server_.live_heap = [](double requests) { return 64 * requests; };
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_NEAR(result.Judged(Meter::kLiveHeap)->replay->slope.estimate, 64, 2);
}

TEST_F(ARunOfVisitors, FindsALeakWithoutAReplayWhenTheSameOnesTakeTurns) {
  server_.live_heap = [](double requests) { return 64 * requests; };
  plan_.traffic.visitors = server_.visitors = 50;
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_FALSE(result.Judged(Meter::kLiveHeap)->replay);
}

}  // namespace
}  // namespace seep
