#include "leak_test/live_heap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include "leak_test/child.h"
#include "leak_test/scratch_folder.h"
#include "sanitized.h"

namespace seep::leak_test {
namespace {

// Of malloc's heap, and of mmap.
TEST(LiveHeap, CountsABlockUntilItIsFreed) {
  for (const size_t bytes : {10'000U, 10'000'000U}) {
    const uint64_t before = LiveHeapBytes();
    void* volatile block = malloc(bytes);
    const uint64_t with_block = LiveHeapBytes();
    free(block);
    const uint64_t after = LiveHeapBytes();
    EXPECT_GE(with_block, before + bytes);
    EXPECT_LE(with_block, before + bytes + 8192) << "a page more for mmap, and its header";
    EXPECT_EQ(after, before);
  }
  CheckLiveHeap();
}

// glibc's cache of a thread holds seven of a size, which count as if they were in use.
TEST(LiveHeap, CountsSmallBlocksButForThoseOfTheCache) {
  constexpr uint64_t kCached = 7 * 112;
  std::array<void*, 1'000> blocks{};
  const uint64_t before = LiveHeapBytes();
  for (void*& block : blocks) block = malloc(100);
  const uint64_t with_blocks = LiveHeapBytes();
  for (void* block : blocks) free(block);
  const uint64_t after = LiveHeapBytes();
  EXPECT_GE(with_blocks + kCached, before + blocks.size() * 100);
  EXPECT_LE(with_blocks, before + blocks.size() * 128);
  EXPECT_LE(after, before + kCached);
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
