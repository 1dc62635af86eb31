#pragma once
// Giving a block back, as free and the operators delete that call it do.

#include "heap/interpose/count.h"

namespace seep::heap {

// For everything that Free leaves: no CalmSlot(), or a block that is not small.
void FreeAttended(void* block) noexcept;

// Counted before the block is given back.
[[gnu::always_inline]] inline void Free(void* block) {
  if (__builtin_expect(block == nullptr, 0)) return;
  Slot* const slot = CalmSlot();
  if (__builtin_expect(slot == nullptr, 0)) return FreeAttended(block);
  const size_t header = ChunkHeader(block);
  if (!IsSmallChunk(header)) return FreeAttended(block);
  slot->classes[ClassOfChunk(header)].frees += 1;
  next.free(block);
}

}  // namespace seep::heap
