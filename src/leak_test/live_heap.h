#pragma once
// What lives in this process's heap.

#include <cstdint>

namespace seep::leak_test {

// Bytes that malloc has given out and not got back, with its own for each block, in all threads.
// With glibc's malloc up to seven freed blocks of each small size in a thread count as well
// (mallinfo2(3), its tcache); with a sanitizer's it is what the program asked for.
uint64_t LiveHeapBytes();

// Throws LeakTestError, kInternal: a block does not show in LiveHeapBytes, since the program has
// another malloc.
void CheckLiveHeap();

}  // namespace seep::leak_test
