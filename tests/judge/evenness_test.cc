#include "judge/evenness.h"

#include <gtest/gtest.h>

#include <functional>

#include "judge/judge.h"

namespace seep {
namespace {

// Sixty rounds of 1,000 requests; `blocks` of 64 B gained in each.
RunResult Recorded(const std::function<int64_t(int round)>& blocks) {
  RunResult result;
  int64_t live = 10'000;
  const auto sample = [&](uint64_t requests) {
    Sample made;
    made.requests = requests;
    made.heap.emplace();
    made.heap->blocks = live;
    made.heap->usable_bytes = live * 64;
    made.heap->processes = 1;
    made.processes.resize(1);
    return made;
  };
  result.first = sample(0);
  for (int i = 0; i < 60; ++i) {
    live += blocks(i);
    Round round;
    round.sample = sample(static_cast<uint64_t>(i + 1) * 1000);
    result.rounds.push_back(round);
  }
  return result;
}

// What haproxy's pools do: a hundred blocks now, none for a while, and 18 a round in all.
int64_t Pools(int round) { return round % 7 == 0 ? 60 : round % 5 == 0 ? 45 : 0; }

TEST(GrowsEvenly, WhenEachRoundGainsTheSameAndATableDoublesNowAndThen) {
  EXPECT_TRUE(GrowsEvenly(Recorded([](int) { return 10; })));
  EXPECT_TRUE(GrowsEvenly(Recorded([](int round) { return 10 + round % 2; })));
  EXPECT_TRUE(GrowsEvenly(Recorded([](int round) { return round == 40 ? 500 : 10; })));
}

TEST(GrowsEvenly, WhenTwoTablesDouble) {
  EXPECT_TRUE(GrowsEvenly(Recorded([](int i) { return i == 40 || i == 50 ? 500 : 10; })));
}

// Ten on average. A Poisson process of one block has a variance of 10, of seven at once 70.
TEST(GrowsEvenly, WhenAFewBlocksComeAtOnceButNotWhenManyDo) {
  EXPECT_TRUE(GrowsEvenly(Recorded([](int round) { return round % 2 == 0 ? 3 : 17; })));
  EXPECT_FALSE(GrowsEvenly(Recorded([](int round) { return round % 2 == 0 ? 1 : 19; })));
}

TEST(GrowsEvenly, NotWhenPoolsFill) { EXPECT_FALSE(GrowsEvenly(Recorded(Pools))); }

TEST(GrowsEvenly, NotWhenNothingGrowsOrNothingIsCounted) {
  EXPECT_FALSE(GrowsEvenly(Recorded([](int) { return 0; })));
  RunResult uncounted = Recorded([](int) { return 10; });
  for (Round& round : uncounted.rounds) round.sample.heap.reset();
  EXPECT_FALSE(GrowsEvenly(uncounted));
}

// Of a runtime's heap its objects; rounds in which it did not collect have no reading.
TEST(GrowsEvenly, ByTheObjectsOfARuntime) {
  const auto with_objects = [](const std::function<int64_t(int)>& gained) {
    RunResult result = Recorded([](int) { return 0; });
    int64_t objects = 70'000;
    for (int i = 0; i < 60; ++i) {
      objects += gained(i);
      if (i % 3 == 2) continue;
      RuntimeHeap heap;
      heap.objects = objects;
      heap.processes = 1;
      result.rounds[static_cast<size_t>(i)].sample.runtime = heap;
    }
    return result;
  };
  for (const Meter meter : {Meter::kRuntimeObjects, Meter::kRuntimeHeap}) {
    EXPECT_TRUE(GrowsEvenly(with_objects([](int) { return 1000; }), meter));
    EXPECT_FALSE(GrowsEvenly(with_objects(Pools), meter));
    EXPECT_FALSE(GrowsEvenly(Recorded([](int) { return 10; }), meter)) << "nothing was asked";
  }
}

TEST(Judge, DoesNotCallPoolsThatFillALeakOfTheLiveHeap) {
  RunResult pools = Recorded(Pools);
  Judge(pools);
  EXPECT_NE(pools.outcome, Outcome::kLeak) << pools.reason;
  RunResult leak = Recorded([](int) { return 10; });
  Judge(leak);
  EXPECT_EQ(leak.outcome, Outcome::kLeak) << leak.reason;
}

}  // namespace
}  // namespace seep
