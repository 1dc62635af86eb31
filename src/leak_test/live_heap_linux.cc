#include <malloc.h>
#include <seep/leak_test.h>
#include <stdlib.h>

#include <cstddef>

#include "leak_test/live_heap.h"

// AddressSanitizer, ThreadSanitizer and their like have a malloc of their own, and this in it
// (sanitizer/allocator_interface.h). What is held back of freed blocks is not counted.
extern "C" size_t __sanitizer_get_current_allocated_bytes() __attribute__((weak));

namespace seep::leak_test {
namespace {

constexpr size_t kProbeBytes = 48 * 1024;  // below what malloc takes from mmap, above its caches

// Whether a block of that size shows. Another thread may free as much at the same time.
bool ProbeShows() {
  const uint64_t before = LiveHeapBytes();
  void* volatile block = malloc(kProbeBytes);
  const uint64_t with_block = LiveHeapBytes();
  free(block);
  return with_block >= before + kProbeBytes && with_block < before + 2 * kProbeBytes;
}

}  // namespace

uint64_t LiveHeapBytes() {
  if (__sanitizer_get_current_allocated_bytes != nullptr)
    return __sanitizer_get_current_allocated_bytes();
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

void CheckLiveHeap() {
  constexpr int kTries = 5;
  for (int i = 0; i < kTries; ++i) {
    if (ProbeShows()) return;
  }
  throw LeakTestError(
      LeakTestError::Kind::kInternal,
      "the blocks of this program's malloc cannot be counted: it is neither glibc's nor a "
      "sanitizer's. Link the test without that malloc, or test a server with seep::Command");
}

}  // namespace seep::leak_test
