// malloc and its kin, as docs/heap.md lists them.

#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstring>

#include "heap/interpose/count.h"
#include "heap/interpose/export.h"
#include "heap/interpose/follow.h"
#include "heap/interpose/free.h"

namespace seep::heap {
namespace {

size_t PageBytes() { return static_cast<size_t>(sysconf(_SC_PAGESIZE)); }

// The block of the arena stays where it is: there is nothing to give back.
void* MoveOutOfArena(void* block, size_t bytes, const void* caller) {
  if (bytes == 0) return nullptr;
  void* const moved = next.malloc(bytes);
  if (moved == nullptr) return nullptr;
  const size_t kept = ArenaBlockBytes(block);
  std::memcpy(moved, block, kept < bytes ? kept : bytes);
  CountBirth(moved, bytes, caller);
  return moved;
}

// With blocks followed. Once the block is given back its address may be another thread's, so it is
// forgotten before; and remembered as it was when nothing comes of it.
void* ReallocateFollowed(void* block, size_t bytes, size_t usable) {
  Followed followed;
  {
    const ErrnoKeeper keeper;
    followed = ForgetBlock(block, usable);
  }
  void* const moved = next.realloc(block, bytes);
  if (moved == nullptr && bytes != 0) {
    const ErrnoKeeper keeper;
    RestoreBlock(block, followed);
  }
  return moved;
}

// A free of the old block and an allocation of the new one. Null for 0 bytes means that the old one
// was freed; null for more that nothing happened.
[[gnu::always_inline]] inline void* Reallocate(void* block, size_t bytes, const void* caller) {
  if (InArena(block)) return MoveOutOfArena(block, bytes, caller);
  if (block == nullptr) {
    void* const fresh = next.realloc(nullptr, bytes);
    if (fresh != nullptr) CountBirth(fresh, bytes, caller);
    return fresh;
  }
  Slot* const slot = SlotOfThread();
  if (slot == nullptr) return next.realloc(block, bytes);
  const size_t usable = next.malloc_usable_size(block);
  const bool follows = (slot->attention.load(std::memory_order_relaxed) & kFollowBlocks) != 0;
  void* const moved =
      follows ? ReallocateFollowed(block, bytes, usable) : next.realloc(block, bytes);
  if (moved == nullptr && bytes != 0) return nullptr;
  AddDeath(*slot, usable);
  if (moved != nullptr) CountBirth(moved, bytes, caller);
  return moved;
}

[[gnu::always_inline]] inline void* Align(size_t alignment, size_t bytes, size_t requested,
                                          const void* caller) {
  void* const block = next.memalign(alignment, bytes);
  if (block != nullptr) CountBirth(block, requested, caller);
  return block;
}

[[gnu::noinline]] void* MallocAttended(size_t bytes, const void* caller) {
  void* const block = next.malloc(bytes);
  if (block != nullptr) CountBirth(block, bytes, caller);
  return block;
}

[[gnu::noinline]] void* CallocAttended(size_t count, size_t each, const void* caller) {
  void* const block = next.calloc(count, each);
  if (block != nullptr) CountBirth(block, count * each, caller);
  return block;
}

}  // namespace
}  // namespace seep::heap

namespace heap = seep::heap;

SEEP_EXPORT void* malloc(size_t bytes) noexcept {
  heap::Slot* const slot = heap::CalmSlot();
  if (__builtin_expect(slot == nullptr, 0)) return heap::MallocAttended(bytes, SEEP_CALLER);
  void* const block = heap::next.malloc(bytes);
  if (__builtin_expect(block == nullptr, 0)) return nullptr;
  return heap::CountBirthInChunk(*slot, block, bytes);
}

SEEP_EXPORT void* calloc(size_t count, size_t each) noexcept {
  heap::Slot* const slot = heap::CalmSlot();
  if (__builtin_expect(slot == nullptr, 0)) return heap::CallocAttended(count, each, SEEP_CALLER);
  void* const block = heap::next.calloc(count, each);
  if (__builtin_expect(block == nullptr, 0)) return nullptr;
  return heap::CountBirthInChunk(*slot, block, count * each);
}

SEEP_EXPORT void free(void* block) noexcept { heap::Free(block); }

SEEP_EXPORT void* realloc(void* block, size_t bytes) noexcept {
  return heap::Reallocate(block, bytes, SEEP_CALLER);
}

// libc's calls realloc, ours; an allocator without one would leave it to libc all the same.
SEEP_EXPORT void* reallocarray(void* block, size_t count, size_t each) noexcept {
  size_t bytes = 0;
  if (__builtin_mul_overflow(count, each, &bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  return heap::Reallocate(block, bytes, SEEP_CALLER);
}

SEEP_EXPORT void* memalign(size_t alignment, size_t bytes) noexcept {
  return heap::Align(alignment, bytes, bytes, SEEP_CALLER);
}

SEEP_EXPORT void* aligned_alloc(size_t alignment, size_t bytes) noexcept {
  void* const block = heap::next.aligned_alloc(alignment, bytes);
  if (block != nullptr) heap::CountBirth(block, bytes, SEEP_CALLER);
  return block;
}

SEEP_EXPORT int posix_memalign(void** result, size_t alignment, size_t bytes) noexcept {
  const int error = heap::next.posix_memalign(result, alignment, bytes);
  if (error == 0 && *result != nullptr) heap::CountBirth(*result, bytes, SEEP_CALLER);
  return error;
}

// By memalign, because jemalloc has no pvalloc: libc's would be another allocator's block.
SEEP_EXPORT void* valloc(size_t bytes) noexcept {
  return heap::Align(heap::PageBytes(), bytes, bytes, SEEP_CALLER);
}

SEEP_EXPORT void* pvalloc(size_t bytes) noexcept {
  const size_t page = heap::PageBytes();
  if (bytes > SIZE_MAX - page) {
    errno = ENOMEM;
    return nullptr;
  }
  const size_t whole = (bytes + page - 1) / page * page;
  return heap::Align(page, whole != 0 ? whole : page, bytes, SEEP_CALLER);
}

SEEP_EXPORT size_t malloc_usable_size(void* block) noexcept {
  return heap::InArena(block) ? heap::ArenaBlockBytes(block) : heap::next.malloc_usable_size(block);
}

// Of programs linked with glibc before 2.26.
SEEP_EXPORT void cfree(void* block) noexcept { heap::Free(block); }

// C23; the sizes help an allocator that we do not have.
SEEP_EXPORT void free_sized(void* block, size_t /*bytes*/) noexcept { heap::Free(block); }
SEEP_EXPORT void free_aligned_sized(void* block, size_t /*alignment*/, size_t /*bytes*/) noexcept {
  heap::Free(block);
}
