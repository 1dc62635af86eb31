#include "heap/interpose/arena.h"

#include <atomic>
#include <cerrno>

namespace seep::heap {

constinit Arena arena{};

namespace {

constinit std::atomic<size_t> arena_used;

}  // namespace

void* ArenaAllocate(size_t bytes, size_t alignment) noexcept {
  if (alignment < kArenaAlignment) alignment = kArenaAlignment;
  const auto base = reinterpret_cast<uintptr_t>(arena.bytes);
  size_t used = arena_used.load();
  for (;;) {
    const uintptr_t block = (base + used + sizeof(size_t) + alignment - 1) & ~(alignment - 1);
    const size_t offset = block - base;
    if (offset > kArenaBytes || bytes > kArenaBytes - offset) {
      errno = ENOMEM;
      return nullptr;
    }
    if (!arena_used.compare_exchange_weak(used, offset + bytes)) continue;
    auto* const pointer = reinterpret_cast<size_t*>(block);
    pointer[-1] = ~bytes;
    return pointer;
  }
}

size_t ArenaBlockBytes(const void* block) noexcept {
  return ~static_cast<const size_t*>(block)[-1];
}

}  // namespace seep::heap
