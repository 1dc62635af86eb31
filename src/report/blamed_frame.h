#pragma once
// Of a call stack, the frame to look at.

#include <cstddef>

#include "model/heap.h"

namespace seep {

// The first of the target's own code, or else the first that is no allocator. At or beyond the
// end where the stack is empty.
size_t BlamedIndex(const LeakSite& site);

// The same; nullptr when the stack is empty.
const Frame* BlamedFrame(const LeakSite& site);

}  // namespace seep
