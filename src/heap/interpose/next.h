#pragma once
// The functions that are called instead of ours when we are not there: the allocator that the
// program would use, be it libc's, a preloaded one or one it is linked with.

#include <sys/types.h>

#include <cstddef>
#include <cstdint>

namespace seep::heap {

// Each points to a stand-in at first, which looks for the real ones (Resolve) and then calls its
// own. What is asked for during the search comes from the arena.
struct Next {
  void* (*malloc)(size_t);
  void* (*calloc)(size_t, size_t);
  void* (*realloc)(void*, size_t);
  void (*free)(void*);
  void* (*memalign)(size_t, size_t);
  void* (*aligned_alloc)(size_t, size_t);
  int (*posix_memalign)(void**, size_t, size_t);
  size_t (*malloc_usable_size)(void*);
  void* (*mmap)(void*, size_t, int, int, int, off_t);
  int (*munmap)(void*, size_t);
  void* (*mremap)(void*, size_t, size_t, int, ...);
  int (*brk)(void*);
  void* (*sbrk)(intptr_t);
  int (*malloc_trim)(size_t);  // null: the allocator cannot
};
extern constinit Next next [[gnu::visibility("hidden")]];

// Finds the real functions, once; false while that is going on. Afterwards counts, if it can.
bool Resolve() noexcept;

// The object (program or library) that the code belongs to; null if in none.
const void* ObjectOf(const void* code) noexcept;

// A symbol of the objects behind us in the order of search; null if there is none.
void* FindNext(const char* name) noexcept;

}  // namespace seep::heap
