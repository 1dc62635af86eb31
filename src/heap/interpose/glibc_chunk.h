#pragma once
// The word before a block of glibc's malloc: bytes of its chunk, a multiple of 16, and three flags
// (glibc, malloc/malloc.c, "Details of chunk representation"). Reading it is what glibc's
// malloc_usable_size(3) does, without the call.

#include <cstddef>

#include "heap/format/size_class.h"

namespace seep::heap {

// Whether the next malloc is glibc's own, and malloc_usable_size agrees with the headers of blocks
// of several sizes. Nothing here may be asked about another allocator's block: the word before it
// may be in no memory.
bool HaveChunkHeaders() noexcept;

inline size_t ChunkHeader(const void* block) { return static_cast<const size_t*>(block)[-1]; }

// Whether the block is up to kSmallBytesMax: not large, not mapped by itself and not of our own
// arena (arena.h). It has its class's usual size then (UsualBytes).
inline bool IsSmallChunk(size_t header) {
  constexpr size_t kFlags = 7;
  constexpr size_t kMapped = 2;  // by mmap, for this block alone
  return __builtin_expect(header <= (kSmallBytesMax | kFlags), 1) &&
         __builtin_expect((header & kMapped) == 0, 1);
}

// Of a small chunk.
inline size_t ClassOfChunk(size_t header) { return header / kSmallStep; }

}  // namespace seep::heap
