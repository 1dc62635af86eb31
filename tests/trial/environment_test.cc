#include "trial/environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <string>

namespace seep {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

TEST(ReadableMemory, SettlesAllocatorsAndLeavesCollectorsAlone) {
  ::unsetenv("MALLOC_ARENA_MAX");
  ::unsetenv("GOGC");
  EXPECT_THAT(ReadableMemory(), Contains(Pair("MALLOC_ARENA_MAX", "1")));
  EXPECT_THAT(ReadableMemory(), Not(Contains(Key("GOGC"))));
}

// The one threshold keeps glibc from learning the other.
TEST(ReadableMemory, SetsBothThresholdsOfGlibc) {
  EXPECT_THAT(ReadableMemory(), Contains(Key("MALLOC_TRIM_THRESHOLD_")));
  EXPECT_THAT(ReadableMemory(), Contains(Key("MALLOC_MMAP_THRESHOLD_")));
}

TEST(ReadableMemory, LeavesWhatTheUserHasSet) {
  ::setenv("MALLOC_ARENA_MAX", "8", 1);
  EXPECT_THAT(ReadableMemory(), Not(Contains(Key("MALLOC_ARENA_MAX"))));
  ::setenv("MALLOC_ARENA_MAX", "", 1);  // set, if to nothing
  EXPECT_THAT(ReadableMemory(), Not(Contains(Key("MALLOC_ARENA_MAX"))));
  ::unsetenv("MALLOC_ARENA_MAX");
}

// AddressSanitizer takes the last of two values.
TEST(ReadableMemory, PutsTheUsersOptionsOfASanitizerBehindItsOwn) {
  const char* own = ::getenv("ASAN_OPTIONS");
  const std::string before = own ? own : "";
  ::setenv("ASAN_OPTIONS", "quarantine_size_mb=7:symbolize=0", 1);
  const Variables with = ReadableMemory();
  ::unsetenv("ASAN_OPTIONS");
  const Variables without = ReadableMemory();
  if (own) ::setenv("ASAN_OPTIONS", before.c_str(), 1);
  EXPECT_THAT(with,
              Contains(Pair("ASAN_OPTIONS", AllOf(StartsWith("quarantine_size_mb=0:"),
                                                  EndsWith(":quarantine_size_mb=7:symbolize=0")))));
  EXPECT_THAT(without, Contains(Pair("ASAN_OPTIONS", StartsWith("quarantine_size_mb=0:"))));
}

}  // namespace
}  // namespace seep
