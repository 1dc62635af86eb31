#include "heap/interpose/glibc_chunk.h"
#include "heap/interpose/next.h"

namespace seep::heap {
namespace {

#if defined(__x86_64__)
constexpr bool kIsKnownMachine = true;  // elsewhere memory may be tagged, and the word out of reach
#else
constexpr bool kIsKnownMachine = false;
#endif

// Of libc itself: a library that was put before it (a debugger's, another allocator) has blocks of
// its own kind. gnu_get_libc_version(3) is in libc alone.
bool IsMallocGlibcs() {
  const void* const libc = ObjectOf(FindNext("gnu_get_libc_version"));
  return libc != nullptr && ObjectOf(reinterpret_cast<const void*>(next.malloc)) == libc;
}

// A checker that stands in for libc's functions (Valgrind) tells sizes to the byte, and would
// report a look at what lies before its blocks.
bool IsGlibcsSize(size_t usable) { return usable >= 24 && usable % 16 == 8; }

bool Agrees(void* block) {
  if (block == nullptr) return false;
  const size_t usable = next.malloc_usable_size(block);
  const size_t header = IsGlibcsSize(usable) ? ChunkHeader(block) : 0;
  next.free(block);
  if (header == 0) return false;
  if (!IsSmallChunk(header)) return usable > kSmallBytesMax;
  const size_t index = ClassOfChunk(header);
  return index == ClassOf(usable) && UsualBytes(index) == static_cast<int64_t>(usable);
}

}  // namespace

// Small sizes only: to free a block that was mapped by itself makes glibc map less from there on.
bool HaveChunkHeaders() noexcept {
  if (!kIsKnownMachine || !IsMallocGlibcs()) return false;
  constexpr size_t kSizes[] = {0, 1, 24, 25, 100, 1000, 1016, 1017, 1033, 2000};
  for (const size_t bytes : kSizes)
    if (!Agrees(next.malloc(bytes))) return false;
  return Agrees(next.memalign(64, 100)) && Agrees(next.calloc(3, 100));
}

}  // namespace seep::heap
