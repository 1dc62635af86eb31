#include <dlfcn.h>
#include <malloc.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "heap/interpose/probe.h"

namespace probe {
namespace {

constexpr size_t kTooMuch = SIZE_MAX / 4;

void* Hundred() {
  void* const block = std::malloc(100);
  std::memset(block, 'x', 100);
  return block;
}

bool HoldsHundred(const void* block) {
  const auto* const bytes = static_cast<const char*>(block);
  return block != nullptr && bytes[0] == 'x' && bytes[99] == 'x';
}

bool IsAligned(const void* block, size_t alignment) {
  return block != nullptr && reinterpret_cast<uintptr_t>(block) % alignment == 0;
}

// Not in the headers of every libc: as an old, or a very new, program would call it.
template <class Function>
Function* Find(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, name));
}

bool PosixMemalign(size_t alignment, size_t bytes, int expected) {
  void* const untouched = &errno;
  void* block = untouched;
  if (posix_memalign(&block, alignment, bytes) != expected) return false;
  return expected == 0 ? IsAligned(block, alignment) : block == untouched;
}

bool CallFree(void* block, const char* name) {
  auto* const function = Find<void(void*, size_t, size_t)>(name);
  if (function == nullptr) return false;
  function(block, 100, 100);  // what is too much is in registers that nobody reads
  return true;
}

}  // namespace

const Operation kAllocations[] = {
    {"malloc", nullptr, [](void*) { return IsAligned(std::malloc(100), 16); }, kUntouched},
    {"malloc-zero", nullptr, [](void*) { return std::malloc(0) != nullptr; }, kUntouched},
    {"malloc-large", nullptr, [](void*) { return std::malloc(3'000'000) != nullptr; }, kUntouched},
    {"malloc-fails", nullptr, [](void*) { return std::malloc(kTooMuch) == nullptr; }, ENOMEM},
    {"calloc", nullptr,
     [](void*) {
       const auto* const block = static_cast<const char*>(std::calloc(10, 10));
       return block != nullptr && block[0] == 0 && block[99] == 0;
     },
     kUntouched},
    {"calloc-overflows", nullptr, [](void*) { return std::calloc(SIZE_MAX / 2, 4) == nullptr; },
     ENOMEM},
    {"realloc-null", nullptr, [](void*) { return std::realloc(nullptr, 100) != nullptr; },
     kUntouched},
    {"realloc-grows", Hundred,
     [](void* block) { return HoldsHundred(std::realloc(block, 200'000)); }, kUntouched},
    {"realloc-stays", Hundred, [](void* block) { return std::realloc(block, 101) == block; },
     kUntouched},
    {"realloc-zero", Hundred, [](void* block) { return std::realloc(block, 0) == nullptr; },
     kUntouched},
    {"realloc-fails", Hundred,
     [](void* block) { return std::realloc(block, kTooMuch) == nullptr && HoldsHundred(block); },
     ENOMEM},
    {"reallocarray", Hundred, [](void* block) { return HoldsHundred(reallocarray(block, 20, 10)); },
     kUntouched},
    {"reallocarray-overflows", Hundred,
     [](void* block) {
       return reallocarray(block, SIZE_MAX / 2, 4) == nullptr && HoldsHundred(block);
     },
     ENOMEM},
    {"memalign", nullptr, [](void*) { return IsAligned(memalign(256, 100), 256); }, kUntouched},
    {"aligned_alloc", nullptr, [](void*) { return IsAligned(aligned_alloc(64, 128), 64); },
     kUntouched},
    {"posix_memalign", nullptr, [](void*) { return PosixMemalign(64, 100, 0); }, kUntouched},
    {"posix_memalign-misaligned", nullptr, [](void*) { return PosixMemalign(3, 100, EINVAL); },
     kUntouched},
    {"posix_memalign-fails", nullptr, [](void*) { return PosixMemalign(64, kTooMuch, ENOMEM); },
     ENOMEM},
    {"valloc", nullptr, [](void*) { return IsAligned(valloc(100), 4096); }, kUntouched},
    {"pvalloc", nullptr,
     [](void*) {
       void* const block = pvalloc(100);
       return IsAligned(block, 4096) && malloc_usable_size(block) >= 4096;
     },
     kUntouched},
    {"pvalloc-overflows", nullptr, [](void*) { return pvalloc(SIZE_MAX) == nullptr; }, ENOMEM},
    {"free", Hundred, [](void* block) { return std::free(block), true; }, kUntouched},
    {"free-null", nullptr, [](void*) { return std::free(nullptr), true; }, kUntouched},
    {"cfree", Hundred, [](void* block) { return CallFree(block, "cfree"); }, kUntouched},
    {"free_sized", Hundred, [](void* block) { return CallFree(block, "free_sized"); }, kUntouched},
    {"free_aligned_sized", Hundred,
     [](void* block) { return CallFree(block, "free_aligned_sized"); }, kUntouched},
    {"malloc_usable_size", Hundred,
     [](void* block) {
       return malloc_usable_size(block) >= 100 && malloc_usable_size(nullptr) == 0;
     },
     kUntouched},
    {"strdup", nullptr, [](void*) { return strdup("twelve bytes") != nullptr; }, kUntouched},
    {nullptr, nullptr, nullptr, 0},
};

}  // namespace probe
