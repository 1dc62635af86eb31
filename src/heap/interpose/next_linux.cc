#include <dlfcn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>

#include "heap/interpose/arena.h"
#include "heap/interpose/attach.h"
#include "heap/interpose/glibc_chunk.h"
#include "heap/interpose/next.h"
#include "heap/interpose/state.h"

namespace seep::heap {
namespace {

void* FirstMalloc(size_t bytes) noexcept {
  return Resolve() ? next.malloc(bytes) : ArenaAllocate(bytes);
}

void* FirstCalloc(size_t count, size_t each) noexcept {
  if (Resolve()) return next.calloc(count, each);
  size_t bytes = 0;
  if (__builtin_mul_overflow(count, each, &bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  return ArenaAllocate(bytes);
}

// Blocks of the arena do not come here; others cannot have been allocated during the search.
void* FirstRealloc(void* block, size_t bytes) noexcept {
  if (Resolve()) return next.realloc(block, bytes);
  return block == nullptr ? ArenaAllocate(bytes) : nullptr;
}

void FirstFree(void* block) noexcept {
  if (Resolve()) next.free(block);
}

void* FirstMemalign(size_t alignment, size_t bytes) noexcept {
  return Resolve() ? next.memalign(alignment, bytes) : ArenaAllocate(bytes, alignment);
}

void* FirstAlignedAlloc(size_t alignment, size_t bytes) noexcept {
  return Resolve() ? next.aligned_alloc(alignment, bytes) : ArenaAllocate(bytes, alignment);
}

int FirstPosixMemalign(void** block, size_t alignment, size_t bytes) noexcept {
  if (Resolve()) return next.posix_memalign(block, alignment, bytes);
  *block = ArenaAllocate(bytes, alignment);
  return *block != nullptr ? 0 : ENOMEM;
}

size_t FirstUsableSize(void* block) noexcept {
  return Resolve() ? next.malloc_usable_size(block) : 0;
}

// Memory mappings go straight to the kernel until the search is over.
void* FirstMmap(void* at, size_t bytes, int protection, int flags, int fd, off_t offset) noexcept {
  if (Resolve()) return next.mmap(at, bytes, protection, flags, fd, offset);
  return reinterpret_cast<void*>(syscall(SYS_mmap, at, bytes, protection, flags, fd, offset));
}

int FirstMunmap(void* at, size_t bytes) noexcept {
  if (Resolve()) return next.munmap(at, bytes);
  return static_cast<int>(syscall(SYS_munmap, at, bytes));
}

void* FirstMremap(void* at, size_t bytes, size_t bytes_new, int flags, ...) noexcept {
  va_list rest;
  va_start(rest, flags);
  void* const to = (flags & MREMAP_FIXED) != 0 ? va_arg(rest, void*) : nullptr;
  va_end(rest);
  if (Resolve()) return next.mremap(at, bytes, bytes_new, flags, to);
  return reinterpret_cast<void*>(syscall(SYS_mremap, at, bytes, bytes_new, flags, to));
}

int FirstBrk(void* end) noexcept {
  if (Resolve()) return next.brk(end);
  errno = ENOMEM;
  return -1;
}

void* FirstSbrk(intptr_t bytes) noexcept {
  if (Resolve()) return next.sbrk(bytes);
  errno = ENOMEM;
  return reinterpret_cast<void*>(-1);
}

template <class Function>
bool Find(const char* name, Function*& found) {
  void* const symbol = FindNext(name);
  if (symbol != nullptr) found = reinterpret_cast<Function*>(symbol);
  return symbol != nullptr;
}

template <class Function>
bool FindIn(const void* object, const char* name, Function*& found) {
  return Find(name, found) && ObjectOf(reinterpret_cast<const void*>(found)) == object;
}

// Whether malloc and its kin are one allocator's. A library that brings malloc but no
// malloc_usable_size would have libc's asked about blocks that libc does not know.
bool FindAllocator(Next& found) {
  if (!Find("malloc", found.malloc)) return false;
  const void* const object = ObjectOf(reinterpret_cast<const void*>(found.malloc));
  bool whole = FindIn(object, "calloc", found.calloc);
  whole &= FindIn(object, "realloc", found.realloc);
  whole &= FindIn(object, "free", found.free);
  whole &= FindIn(object, "memalign", found.memalign);
  whole &= FindIn(object, "aligned_alloc", found.aligned_alloc);
  whole &= FindIn(object, "posix_memalign", found.posix_memalign);
  whole &= FindIn(object, "malloc_usable_size", found.malloc_usable_size);
  Find("malloc_trim", found.malloc_trim);
  return whole;
}

// tcmalloc allocates the first time that it is asked for a size: that would be counted, and asked
// for its size, and so on. So it is asked before anything is counted.
void AskForFirstSize() {
  void* const block = next.malloc(1);
  if (block != nullptr) next.malloc_usable_size(block);
  next.free(block);
}

}  // namespace

constinit Next next = {
    .malloc = FirstMalloc,
    .calloc = FirstCalloc,
    .realloc = FirstRealloc,
    .free = FirstFree,
    .memalign = FirstMemalign,
    .aligned_alloc = FirstAlignedAlloc,
    .posix_memalign = FirstPosixMemalign,
    .malloc_usable_size = FirstUsableSize,
    .mmap = FirstMmap,
    .munmap = FirstMunmap,
    .mremap = FirstMremap,
    .brk = FirstBrk,
    .sbrk = FirstSbrk,
    .malloc_trim = nullptr,
};

void* FindNext(const char* name) noexcept { return dlsym(RTLD_NEXT, name); }

const void* ObjectOf(const void* code) noexcept {
  Dl_info about;
  return dladdr(code, &about) != 0 ? about.dli_fbase : nullptr;
}

// The first allocation of a process comes before its second thread (pthread_create(3) allocates),
// so nobody but the searching thread itself finds the search going on.
bool Resolve() noexcept {
  if (state.resolving.exchange(1) != 0) return next.malloc != FirstMalloc;
  const ErrnoKeeper keeper;
  Next found = next;
  const bool whole = FindAllocator(found);
  Find("mmap", found.mmap);
  Find("munmap", found.munmap);
  Find("mremap", found.mremap);
  Find("brk", found.brk);
  Find("sbrk", found.sbrk);
  next = found;
  state.can_count = whole;
  if (!whole) return next.malloc != FirstMalloc;
  AskForFirstSize();
  state.has_chunks = HaveChunkHeaders();
  Attach();
  return true;
}

}  // namespace seep::heap
