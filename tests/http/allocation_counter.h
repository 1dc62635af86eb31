#pragma once
// Counts what this test program takes from operator new.

#include <cstddef>

namespace seep::test {

// Of the calling thread, so far.
size_t Allocations();

}  // namespace seep::test
