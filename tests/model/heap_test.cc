#include "model/heap.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

constexpr int64_t kPooled = 32'744;

// A thousand blocks of 64 B beside a class that may be a pool.
HeapCounts Counted(int64_t blocks, int64_t usable_bytes) {
  HeapCounts counts;
  counts.classes = {
      {.index = 4, .usable_bytes_max = 64, .blocks = 1'000, .usable_bytes = 64'000},
      {.index = 84, .usable_bytes_max = 32'768, .blocks = blocks, .usable_bytes = usable_bytes}};
  counts.blocks = 1'000 + blocks;
  counts.usable_bytes = 64'000 + usable_bytes;
  return counts;
}

TEST(HeapCounts, LeaveOutAPoolOfBlocksOfOneSize) {
  HeapCounts counts = Counted(500, 500 * kPooled);
  counts.LeaveOutPool(kPooled);
  EXPECT_EQ(counts.usable_bytes, 64'000);
  EXPECT_EQ(counts.blocks, 1'000);
  EXPECT_EQ(counts.pooled_bytes, 500 * kPooled);
  EXPECT_EQ(counts.classes[1].blocks, 0) << "its call stacks are not followed";
}

TEST(HeapCounts, LeaveOutAPoolWithAFewOtherBlocksInItsClass) {
  HeapCounts counts = Counted(504, 500 * kPooled + 4 * 30'000);
  counts.LeaveOutPool(kPooled);
  EXPECT_EQ(counts.usable_bytes, 64'000);
}

// Buffers that leak.
TEST(HeapCounts, KeepOtherBlocksOfThatClass) {
  HeapCounts counts = Counted(530, 500 * kPooled + 30 * 32'000);
  counts.LeaveOutPool(kPooled);
  EXPECT_EQ(counts.blocks, 1'530);
  EXPECT_EQ(counts.pooled_bytes, 0);
}

TEST(HeapCounts, StayAsTheyAreWithoutAPool) {
  HeapCounts counts;
  counts.classes = {{.index = 4, .usable_bytes_max = 64, .blocks = 1, .usable_bytes = 64}};
  counts.blocks = 1;
  counts.LeaveOutPool(kPooled);
  EXPECT_EQ(counts.blocks, 1);
}

}  // namespace
}  // namespace seep
