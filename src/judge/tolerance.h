#pragma once
// What each meter is held against.

#include <string_view>

#include "model/run_result.h"

namespace seep {

// glibc's smallest step from one block size to the next.
inline constexpr double kBlockStep = 16;

// Of an object of which a runtime counts the number and not the size: CPython's blocks. Larger ones
// are malloc's, and in the live heap. (Objects/obmalloc.c, SMALL_REQUEST_THRESHOLD)
inline constexpr double kObjectBytesMost = 512;

// When the user says nothing. `per` is "request" or "second".
Tolerance DefaultTolerance(Meter meter, std::string_view per);

// Of the live heap beside a runtime's, which has the blocks that the runtime's compiler and caches
// keep. `exact` is the live heap's own.
Tolerance NativeTolerance(std::string_view per, Tolerance exact);

}  // namespace seep
