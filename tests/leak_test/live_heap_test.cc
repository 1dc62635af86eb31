#include "leak_test/live_heap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "leak_test/child.h"
#include "leak_test/scratch_folder.h"
#include "sanitized.h"

namespace seep::leak_test {
namespace {

constexpr size_t kCachedBytesMost = 1032;  // glibc's tcache counts as in use

// Blocks of malloc's caches, of its heap, and of mmap.
TEST(LiveHeap, CountsBlocksOfEachSizeUntilTheyAreFreed) {
  for (const size_t bytes : {100U, 10'000U, 10'000'000U}) {
    const uint64_t before = LiveHeapBytes();
    void* volatile block = malloc(bytes);
    const uint64_t with_block = LiveHeapBytes();
    EXPECT_GE(with_block, before + bytes);
    EXPECT_LE(with_block, before + bytes + 8192) << "a page more for mmap, and its header";
    free(block);
    const bool kept_by_glibc = bytes <= kCachedBytesMost && !kSanitized;
    EXPECT_LE(LiveHeapBytes(), kept_by_glibc ? with_block : before);
  }
  CheckLiveHeap();
}

// This program again, with another malloc.
TEST(LiveHeap, IsRefusedWhereTheProgramHasAnotherMalloc) {
  const std::string jemalloc = SEEP_LIBRARY_DIR "/libjemalloc.so.2";
  if (kSanitized) GTEST_SKIP() << "a sanitizer has its own malloc";
  if (!std::filesystem::exists(jemalloc)) GTEST_SKIP() << "left out: no libjemalloc2";
  const ScratchFolder scratch;
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  const ChildEnd end =
      RunChild({{self, "--gtest_filter=LeakOfAFunction.IsCleanWhereItFreesWhatItAllocates"},
                "",
                {{"LD_PRELOAD", jemalloc}},
                scratch.path()});
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_THAT(end.output, testing::HasSubstr("malloc cannot be counted"));
}

}  // namespace
}  // namespace seep::leak_test
