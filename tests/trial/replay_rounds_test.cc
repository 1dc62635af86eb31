// Runs whose requests have new keys each.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
    RunResult result;
    result.plan = plan_;
    result.new_keys = {"path"};
    RunRounds(plan_, server_.Equip(), {}, {}, result);
    return result;
  }

  Plan plan_;
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

TEST_F(ARunWithNewKeys, ReplaysNothingWhereNothingGrows) {
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kClean);
  EXPECT_FALSE(result.Judged(Meter::kHeldBytes)->replay);
}

}  // namespace
}  // namespace seep
