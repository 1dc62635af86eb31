#pragma once
// The call stack of an allocation.

#include <cstddef>
#include <cstdint>

#include "heap/format/region.h"

namespace seep::heap {

struct Stack {
  uint32_t depth;
  uint64_t hash;             // of the frames, never 0
  uint64_t frames[kFrames];  // return addresses, innermost first
};

// Loads what backtrace(3) needs, which allocates: not inside of an allocation. Without it (no
// libgcc_s) stacks are followed by frame pointers.
void PrepareStacks() noexcept;

// `caller` is the first frame; our own, before it, are left out.
void TakeStack(const void* caller, Stack& stack) noexcept;

}  // namespace seep::heap
