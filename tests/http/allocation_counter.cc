#include "http/allocation_counter.h"

#include <cstdlib>
#include <new>

namespace seep::test {
namespace {

thread_local size_t allocations = 0;

}  // namespace

size_t Allocations() { return allocations; }

}  // namespace seep::test

// In a file of their own: where a compiler sees both a call of new and these bodies, it takes the
// free for a mismatch.
void* operator new(size_t bytes) {
  ++seep::test::allocations;
  if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
