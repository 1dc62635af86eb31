#include "heap/interpose/arena.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstdint>

namespace seep::heap {
namespace {

// One arena a process, never emptied: the tests share it, in any order.

TEST(Arena, KnowsItsBlocksAndTheirSizes) {
  void* const block = ArenaAllocate(100);
  ASSERT_NE(block, nullptr);
  EXPECT_TRUE(InArena(block));
  EXPECT_EQ(ArenaBlockBytes(block), 100U);
  EXPECT_FALSE(InArena(&block));
  EXPECT_FALSE(InArena(nullptr));
}

TEST(Arena, AlignsAsAskedAndGivesZeroes) {
  for (const size_t alignment : {1U, 16U, 64U, 512U}) {
    const auto* const block = static_cast<const char*>(ArenaAllocate(33, alignment));
    ASSERT_NE(block, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(block) % (alignment < 16 ? 16 : alignment), 0U);
    EXPECT_EQ(block[0], 0);
    EXPECT_EQ(block[32], 0);
    EXPECT_EQ(ArenaBlockBytes(block), 33U);
  }
}

TEST(Arena, SaysWhenItIsFull) {
  errno = 0;
  EXPECT_EQ(ArenaAllocate(kArenaBytes), nullptr);
  EXPECT_EQ(errno, ENOMEM);
  EXPECT_EQ(ArenaAllocate(SIZE_MAX), nullptr);
  EXPECT_NE(ArenaAllocate(16), nullptr) << "a refusal takes nothing";
}

}  // namespace
}  // namespace seep::heap
