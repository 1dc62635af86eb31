// What a pass of keys that were sent before tells. tests/trial/replay_rounds_test.cc has whole
// runs.

#include "judge/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "judge/judge.h"

namespace seep {
namespace {

using ::testing::HasSubstr;

constexpr uint64_t kRequests = 1400;  // of each round
constexpr double kEachKey = 234;      // bytes

// Thirty rounds of new keys, and a pass of twelve in which each request gained so many bytes.
RunResult Replayed(const std::vector<double>& gained, double each_key = kEachKey) {
  RunResult result;
  result.new_keys = {"query"};
  double live = 4e6;
  const auto sample = [&] {
    Sample made;
    made.requests = result.load.requests;
    made.heap.emplace();
    made.heap->usable_bytes = static_cast<int64_t>(live);
    made.heap->blocks = made.heap->usable_bytes / 234;
    made.heap->processes = 1;
    made.processes.resize(1);
    return made;
  };
  const auto add = [&](double each, bool replayed) {
    live += each * kRequests;
    Round round;
    round.replayed = replayed;
    round.load.requests = round.load.answers = kRequests;
    result.load.requests += kRequests;
    result.load.answers += kRequests;
    round.sample = sample();
    result.rounds.push_back(round);
  };
  result.first = sample();
  for (int i = 0; i < 30; ++i) add(each_key, false);
  for (const double each : gained) add(each, true);
  Judge(result);
  return result;
}

TEST(AReplay, TellsAStoreByKeyFromALeakBesideIt) {
  const RunResult store = Replayed(std::vector<double>(12, 0.0));
  EXPECT_EQ(store.outcome, Outcome::kInconclusive);
  EXPECT_TRUE(store.Judged(Meter::kLiveHeap)->by_key);
  EXPECT_THAT(store.reason, HasSubstr("234 B for each new query, and nothing for those that"));
  const RunResult leak = Replayed(std::vector<double>(12, 16.0));
  EXPECT_EQ(leak.outcome, Outcome::kLeak) << leak.reason;
  EXPECT_FALSE(leak.Judged(Meter::kLiveHeap)->by_key);
}

// Three readings are two steps: without the larger of them, one is left, which has no spread.
TEST(AReplay, TellsNothingByTwoRounds) {
  EXPECT_FALSE(Replayed({0, 0}).Judged(Meter::kLiveHeap)->replay);
  EXPECT_TRUE(Replayed({0, 0, 0}).Judged(Meter::kLiveHeap)->replay);
}

// As HAProxy's did: the growth over the pass is surely above the tolerance, and ends in it.
TEST(AReplay, DoesNotTakePoolsThatStillFillForALeak) {
  const RunResult result = Replayed({2.4, 2.3, 2.7, 0.5, 1.2, 1.5, 1.6, 2.1, 2.1, 1.8, 1.1, 0.0});
  const MeterVerdict& live = *result.Judged(Meter::kLiveHeap);
  ASSERT_TRUE(live.replay);
  ASSERT_GT(live.replay->slope.low, live.tolerance.slope);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_TRUE(live.by_key);
  EXPECT_THAT(result.reason, HasSubstr("234 B for each new query, and ever less for those that"));
}

// The largest cache that a server has by default is Squid's, with 256 MiB.
TEST(AReplay, TakesWhatGrewByLessThanTheLargestCacheForAStore) {
  for (const auto& [each, outcome] : {std::pair(4700.0, Outcome::kInconclusive),  // 188 MiB
                                      std::pair(7400.0, Outcome::kLeak)}) {       // 296 MiB
    const RunResult result = Replayed(std::vector<double>(12, 0.0), each);
    EXPECT_EQ(result.outcome, outcome) << result.reason;
  }
}

// A quarter of the pace is no pool.
TEST(AReplay, IsALeakWhereMuchGoesOnHoweverUneven) {
  const RunResult result = Replayed({190, 200, 210, 190, 200, 190, 195, 205, 180, 170, 160, 150});
  EXPECT_EQ(result.outcome, Outcome::kLeak) << result.reason;
}

}  // namespace
}  // namespace seep
