// An allocator that a signal handler may interrupt: one atomic addition, and nothing is ever given
// back but blocks of 2 to 4 KB, whose memory comes round again. Built a second time without
// malloc_usable_size, as an allocator of which not all is known.

#include <sys/mman.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace {

constexpr size_t kArenaBytes = size_t{256} << 20;
constexpr size_t kRingBytes = size_t{16} << 20;

alignas(4096) char arena[kArenaBytes];
alignas(4096) char ring[kRingBytes];
std::atomic<size_t> arena_used;
std::atomic<size_t> ring_used;

void* Allocate(size_t bytes, size_t alignment) {
  if (bytes > kArenaBytes / 2) {
    errno = ENOMEM;
    return nullptr;
  }
  const size_t whole = (bytes + 15) / 16 * 16;
  char* block = nullptr;
  if (bytes >= 2048 && bytes < 4096 && alignment <= 16) {
    block = ring + ring_used.fetch_add(8192) % kRingBytes + 16;
  } else {
    const size_t used = arena_used.fetch_add(whole + alignment + 16);
    if (used + whole + alignment + 16 > kArenaBytes) return nullptr;
    const auto at = reinterpret_cast<uintptr_t>(arena + used + 16);
    block = reinterpret_cast<char*>((at + alignment - 1) / alignment * alignment);
  }
  std::memcpy(block - sizeof whole, &whole, sizeof whole);
  return block;
}

size_t SizeOf(const void* block) {
  size_t bytes = 0;
  if (block != nullptr)
    std::memcpy(&bytes, static_cast<const char*>(block) - sizeof bytes, sizeof bytes);
  return bytes;
}

}  // namespace

extern "C" {

void* malloc(size_t bytes) noexcept { return Allocate(bytes, 16); }
void free(void* /*block*/) noexcept {}
void* calloc(size_t count, size_t each) noexcept {
  void* const block = Allocate(count * each, 16);
  return block != nullptr ? std::memset(block, 0, count * each) : nullptr;
}
void* realloc(void* block, size_t bytes) noexcept {
  void* const moved = Allocate(bytes, 16);
  const size_t kept = SizeOf(block);
  if (moved != nullptr && kept != 0) std::memcpy(moved, block, kept < bytes ? kept : bytes);
  return moved;
}
void* memalign(size_t alignment, size_t bytes) noexcept { return Allocate(bytes, alignment); }
void* aligned_alloc(size_t alignment, size_t bytes) noexcept { return Allocate(bytes, alignment); }
int posix_memalign(void** block, size_t alignment, size_t bytes) noexcept {
  *block = Allocate(bytes, alignment);
  return *block != nullptr ? 0 : ENOMEM;
}
#ifndef PROBE_WITHOUT_SIZE
size_t malloc_usable_size(void* block) noexcept { return SizeOf(block); }
#endif
}
