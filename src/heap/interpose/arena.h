#pragma once
// Memory for the few allocations that dlsym(3) makes while it looks for the real allocator. Never
// given back: a few hundred bytes, once. Blocks are zeroed, and carry their size in front.

#include <cstddef>
#include <cstdint>

namespace seep::heap {

inline constexpr size_t kArenaBytes = 16 * 1024;
inline constexpr size_t kArenaAlignment = 16;

struct Arena {
  alignas(64) unsigned char bytes[kArenaBytes];
};
extern constinit Arena arena [[gnu::visibility("hidden")]];

// `alignment`: a power of two. Null with errno ENOMEM when there is no room.
void* ArenaAllocate(size_t bytes, size_t alignment = kArenaAlignment) noexcept;

// What was asked for, of a block of the arena.
size_t ArenaBlockBytes(const void* block) noexcept;

inline bool InArena(const void* block) {
  return reinterpret_cast<uintptr_t>(block) - reinterpret_cast<uintptr_t>(arena.bytes) <
         kArenaBytes;
}

}  // namespace seep::heap
