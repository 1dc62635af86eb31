// A library whose constructor allocates before that of any library in front of it, and which frees
// after everything else.

#include <cstdlib>

namespace {

void* block;

[[gnu::constructor]] void Allocate() { block = std::malloc(30'000); }
[[gnu::destructor]] void Free() { std::free(block); }

}  // namespace
