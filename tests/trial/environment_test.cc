#include "trial/environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

namespace seep {
namespace {

using ::testing::Contains;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;

TEST(ReadableMemory, SettlesAllocatorsAndCollectors) {
  ::unsetenv("MALLOC_ARENA_MAX");
  ::unsetenv("GOGC");
  EXPECT_THAT(ReadableMemory(), Contains(Pair("MALLOC_ARENA_MAX", "1")));
  EXPECT_THAT(ReadableMemory(), Contains(Pair("GOGC", "5")));
}

TEST(ReadableMemory, LeavesWhatTheUserHasSet) {
  ::setenv("GOGC", "200", 1);
  EXPECT_THAT(ReadableMemory(), Not(Contains(Key("GOGC"))));
  ::setenv("GOGC", "", 1);  // set, if to nothing
  EXPECT_THAT(ReadableMemory(), Not(Contains(Key("GOGC"))));
  ::unsetenv("GOGC");
}

}  // namespace
}  // namespace seep
