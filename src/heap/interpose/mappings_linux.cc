// Memory that the program takes from the kernel itself. Calls that libc makes inside do not come
// here; those of an allocator in a library of its own do.

#include <sys/mman.h>
#include <unistd.h>

#include <cstdarg>

#include "heap/interpose/count.h"
#include "heap/interpose/export.h"

namespace seep::heap {
namespace {

int64_t WholePages(size_t bytes) {
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  return static_cast<int64_t>((bytes + page - 1) / page * page);
}

void* Map(void* at, size_t bytes, int protection, int flags, int fd, off_t offset) {
  void* const mapped = next.mmap(at, bytes, protection, flags, fd, offset);
  if (mapped == MAP_FAILED) return mapped;
  Slot* const slot = SlotOfThread();
  if (slot == nullptr) return mapped;
  slot->mappings.mapped_bytes += WholePages(bytes);
  slot->mappings.mmaps += 1;
  return mapped;
}

void AddBreak(intptr_t bytes) {
  Slot* const slot = SlotOfThread();
  if (slot != nullptr) slot->mappings.brk_bytes += bytes;
}

}  // namespace
}  // namespace seep::heap

namespace heap = seep::heap;

SEEP_EXPORT void* mmap(void* at, size_t bytes, int protection, int flags, int fd,
                       off_t offset) noexcept {
  return heap::Map(at, bytes, protection, flags, fd, offset);
}

// The same function on every machine that has 64-bit pointers.
SEEP_EXPORT void* mmap64(void* at, size_t bytes, int protection, int flags, int fd,
                         off64_t offset) noexcept {
  return heap::Map(at, bytes, protection, flags, fd, offset);
}

SEEP_EXPORT int munmap(void* at, size_t bytes) noexcept {
  const int result = heap::next.munmap(at, bytes);
  if (result != 0) return result;
  heap::Slot* const slot = heap::SlotOfThread();
  if (slot == nullptr) return result;
  slot->mappings.mapped_bytes -= heap::WholePages(bytes);
  slot->mappings.munmaps += 1;
  return result;
}

SEEP_EXPORT void* mremap(void* at, size_t bytes, size_t bytes_new, int flags, ...) noexcept {
  va_list rest;
  va_start(rest, flags);
  void* const to = (flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) != 0 ? va_arg(rest, void*) : nullptr;
  va_end(rest);
  void* const mapped = heap::next.mremap(at, bytes, bytes_new, flags, to);
  if (mapped == MAP_FAILED) return mapped;
  heap::Slot* const slot = heap::SlotOfThread();
  if (slot == nullptr) return mapped;
  const bool keeps_old = (flags & MREMAP_DONTUNMAP) != 0;
  slot->mappings.mapped_bytes +=
      heap::WholePages(bytes_new) - (keeps_old ? 0 : heap::WholePages(bytes));
  return mapped;
}

SEEP_EXPORT int brk(void* end) noexcept {
  const auto before = reinterpret_cast<intptr_t>(heap::next.sbrk(0));
  const int result = heap::next.brk(end);
  if (result == 0) heap::AddBreak(reinterpret_cast<intptr_t>(end) - before);
  return result;
}

SEEP_EXPORT void* sbrk(intptr_t bytes) noexcept {
  void* const before = heap::next.sbrk(bytes);
  if (before != reinterpret_cast<void*>(-1)) heap::AddBreak(bytes);
  return before;
}
