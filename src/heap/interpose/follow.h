#pragma once
// The site pass: call stacks of blocks, and which of the blocks still live. Lock-free: a signal
// handler or a fork in the middle leaves at worst one entry that says too much.

#include <cstddef>
#include <cstdint>

#include "heap/format/region.h"

namespace seep::heap {

// What is remembered of a block. `site` 0: it is not followed.
struct Followed {
  uint64_t requested_bytes = 0;
  uint32_t usable_bytes = 0;
  uint32_t site = 0;
  uint32_t round = 0;
  uint32_t weight_shift = 0;
};

// A block that was just allocated. `caller`: the return address in who asked for it.
void FollowBirth(const void* block, size_t requested, size_t usable, const void* caller) noexcept;

// A block that is about to be freed; before another thread can be given its address.
Followed ForgetBlock(const void* block, size_t usable) noexcept;

// It was not freed after all: realloc failed.
void RestoreBlock(const void* block, const Followed& followed) noexcept;

}  // namespace seep::heap
