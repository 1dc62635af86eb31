#include "judge/runtime_heap.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

// What the heap of a runtime, which has all memory, grew by.
RunResult Grown(double runtime_bytes, double slope_low = 1) {
  RunResult result;
  result.rounds.resize(1);
  RuntimeHeap heap;
  heap.processes = 1;
  heap.alone = true;
  result.rounds[0].sample.runtime = heap;
  MeterVerdict judged;
  judged.meter = Meter::kRuntimeHeap;
  judged.verdict.growth = runtime_bytes;
  judged.verdict.slope.low = slope_low;
  result.meters = {judged};
  return result;
}

TEST(OnlyPagesGrow, WhereLessThanHalfOfTheirGrowthIsCounted) {
  EXPECT_TRUE(OnlyPagesGrow(Grown(40'000), 100'000));
  EXPECT_FALSE(OnlyPagesGrow(Grown(60'000), 100'000));
}

TEST(OnlyPagesGrow, WhereWhatIsCountedGoesUpAndDownAndEndsHigh) {
  EXPECT_TRUE(OnlyPagesGrow(Grown(60'000, -1), 100'000));
}

}  // namespace
}  // namespace seep
