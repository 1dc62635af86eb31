// A malloc that a program brings along, and that stands before a preloaded one.

#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace {

alignas(16) char memory[1 << 20];
size_t used = 0;

}  // namespace

extern "C" {

void* malloc(size_t bytes) {
  const size_t rounded = (bytes + 15) / 16 * 16;
  if (rounded > sizeof memory - used) return nullptr;
  used += rounded;
  return memory + used - rounded;
}

void free(void* /*unused*/) {}

void* calloc(size_t count, size_t bytes) { return malloc(count * bytes); }  // still zero

void* realloc(void* block, size_t bytes) {
  void* larger = malloc(bytes);
  if (block != nullptr && larger != nullptr) std::memcpy(larger, block, bytes);
  return larger;
}
}
