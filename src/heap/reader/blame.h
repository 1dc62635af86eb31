#pragma once
// Which line of a call stack leaks, for people.

#include <cstddef>
#include <span>

#include "model/heap.h"

namespace seep {

struct Blame {
  size_t top = 0;               // the innermost frame that is no allocator
  size_t first_own = SIZE_MAX;  // from `top` on, the first of the target's own code: what leaks
  size_t last_own = SIZE_MAX;   // the outermost of its own; SIZE_MAX: there is none
};

// Allocators are what stands at the innermost end and does nothing but allocate: malloc and its
// kin, strdup, operator new, std::allocator, and programs' and libraries' wrappers of malloc that
// are known by name (xmalloc, ngx_palloc, g_malloc …). What std::vector does on the way is no
// allocator and not the target's own either. Of a stack of nothing but allocators the outermost is
// `top`; of an empty stack all are SIZE_MAX but `top`, which is 0.
Blame BlameOf(std::span<const Frame> stack);

}  // namespace seep
