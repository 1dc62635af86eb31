#include <gtest/gtest.h>

#include "runtime/go/layout.h"

namespace seep {
namespace {

// As `readelf --debug-dump=info` shows it in a program built by go1.19.8.
TEST(GoLayout, IsThatOfTheDebugInformation) {
  const auto layout = GoLayoutOf(19);
  ASSERT_TRUE(layout);
  EXPECT_EQ(layout->memory_limit, 8);
  EXPECT_EQ(layout->heap_minimum, 16);
  EXPECT_EQ(layout->heap_goal, 104);
  EXPECT_EQ(layout->heap_marked, 184);
  EXPECT_EQ(layout->mark_start_time, 256);
  EXPECT_EQ(layout->g_status, 144);
  EXPECT_EQ(layout->g_bytes, 416);
  EXPECT_EQ(layout->g_frame, 104);
}

TEST(GoLayout, HoldsUntilItMoves) {
  EXPECT_EQ(GoLayoutOf(18)->memory_limit, 0);
  EXPECT_EQ(GoLayoutOf(20)->heap_marked, 128);
  EXPECT_EQ(GoLayoutOf(21)->heap_marked, 152);
  EXPECT_EQ(GoLayoutOf(26)->heap_marked, 152);
  EXPECT_EQ(GoLayoutOf(22)->g_status, 144);
  EXPECT_EQ(GoLayoutOf(23)->g_status, 152);
  EXPECT_EQ(GoLayoutOf(24)->g_status, 152);
  EXPECT_EQ(GoLayoutOf(25)->g_status, 144);
  EXPECT_EQ(GoLayoutOf(24)->g_frame, 104);
  EXPECT_EQ(GoLayoutOf(25)->g_frame, 96);
  EXPECT_EQ(GoLayoutOf(21)->g_bytes, 416);
  EXPECT_EQ(GoLayoutOf(22)->g_bytes, 448);
  EXPECT_EQ(GoLayoutOf(25)->g_bytes, 448);
  EXPECT_EQ(GoLayoutOf(26)->g_bytes, 480);
}

TEST(GoLayout, IsUnknownBeforeAndBehindTheTable) {
  EXPECT_FALSE(GoLayoutOf(0));
  EXPECT_FALSE(GoLayoutOf(17));
  EXPECT_FALSE(GoLayoutOf(27));
}

}  // namespace
}  // namespace seep
