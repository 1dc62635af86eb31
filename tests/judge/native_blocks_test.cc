#include "judge/native_blocks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "judge/judge.h"

namespace seep {
namespace {

constexpr uint64_t kRequests = 300;  // of each round
constexpr int kRounds = 100;

struct Heap {
  double bytes = 0;
  double blocks = 0;
  double threads = 1;
};

// What WEBrick was seen to do: stacks of some threads, 48 KB each, stay for some rounds.
double Stacks(int round) { return 48e3 * std::round(1.5 + 1.5 * std::sin(round / 9.0)); }

// With a runtime whose own heap is flat, unless `alone`.
RunResult Recorded(const std::function<Heap(int round)>& heap, bool alone = false) {
  RunResult result;
  const auto sample = [&](int round) {
    const Heap now = heap(round);
    Sample made;
    made.requests = static_cast<uint64_t>(round) * kRequests;
    made.heap.emplace();
    made.heap->usable_bytes = std::llround(now.bytes);
    made.heap->blocks = std::llround(now.blocks);
    made.heap->processes = 1;
    made.processes.resize(1);
    made.processes[0].threads = std::llround(now.threads);
    made.processes[0].memory.anonymous = 12'000'000 + std::llround(Stacks(round + 5));
    if (alone) return made;
    made.runtime.emplace();
    made.runtime->objects = 29'000;
    made.runtime->processes = 1;
    return made;
  };
  result.first = sample(0);
  for (int round = 1; round <= kRounds; ++round) {
    Round one;
    one.load.requests = one.load.answers = kRequests;
    one.sample = sample(round);
    result.load.requests += kRequests;
    result.load.answers += kRequests;
    result.rounds.push_back(one);
  }
  Judge(result);
  return result;
}

Heap Threads(int round) { return {6.9e6 + Stacks(round), 40'121 + Stacks(round) / 24e3}; }

Outcome LiveHeap(const RunResult& result) {
  return result.Judged(Meter::kLiveHeap)->verdict.outcome;
}

TEST(CleanByBlocks, OfARuntimesFewLargeBlocksThatComeAndGo) {
  const RunResult result = Recorded(Threads);
  EXPECT_EQ(LiveHeap(result), Outcome::kClean);
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
  EXPECT_LT(result.Judged(Meter::kLiveHeap)->verdict.slope.high, 4);
}

TEST(CleanByBlocks, NotWithoutARuntime) {
  EXPECT_EQ(LiveHeap(Recorded(Threads, true)), Outcome::kInconclusive);
}

// Half as much again as the tolerance: 6 B a request.
TEST(CleanByBlocks, NotWhereLargeBlocksStay) {
  const RunResult result = Recorded([](int round) {
    const double stay = std::floor(round / 18.0);  // of 32 KiB
    return Heap{6.9e6 + Stacks(round) + stay * 32768, 40'121 + stay};
  });
  EXPECT_NE(LiveHeap(result), Outcome::kClean);
}

// Threads of a Ruby server that come and go, with 28 KB each, and so many bytes that stay of every
// 100th request.
RunResult WithThreadsThatEnd(double stay) {
  return Recorded([stay](int round) {
    constexpr int kThreads[] = {123, 123, 139, 157, 157, 157, 190, 190, 190, 147, 109, 200,
                                200, 200, 200, 205, 205, 205, 205, 161, 125, 125, 125, 125,
                                105, 94,  94,  94,  94,  88,  88,  98,  98,  98};
    const int at = round * 33 / kRounds;
    const double threads = kThreads[at];
    const double kept = stay > 0 ? std::floor(round * static_cast<double>(kRequests) / 100) : 0;
    return Heap{5.0e6 + 28'672 * threads + stay * kept, 28'000 + threads + kept, threads};
  });
}

TEST(CleanByBlocks, WhereThreadsEnd) {
  EXPECT_EQ(LiveHeap(WithThreadsThatEnd(0)), Outcome::kClean);
}

TEST(CleanByBlocks, NotWhereThreadsThatEndHideLargeBlocks) {
  EXPECT_NE(LiveHeap(WithThreadsThatEnd(2064)), Outcome::kClean);
}

TEST(CleanByBlocks, NotWhereOneBlockGrows) {
  const RunResult result = Recorded([](int round) {
    const double elements = round * static_cast<double>(kRequests);
    return Heap{6.9e6 + Stacks(round) + 8 * std::exp2(std::ceil(std::log2(elements + 1))), 40'121};
  });
  EXPECT_NE(LiveHeap(result), Outcome::kClean);
}

TEST(CleanByBlocks, NotWhereBlocksStay) {
  const RunResult result = Recorded([](int round) {
    const double stay =
        std::floor(round * static_cast<double>(kRequests) / 32);  // one each 32nd request
    return Heap{6.9e6 + Stacks(round) + stay * 16, 40'121 + stay};
  });
  EXPECT_NE(LiveHeap(result), Outcome::kClean);
}

}  // namespace
}  // namespace seep
