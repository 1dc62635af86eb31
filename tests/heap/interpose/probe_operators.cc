#include <sys/resource.h>

#include <cerrno>
#include <cstdint>
#include <new>

#include "heap/interpose/probe.h"

namespace probe {
namespace {

constexpr std::align_val_t kAlign{128};
constexpr const std::nothrow_t& kQuiet = std::nothrow;
constexpr size_t kTooMuch = size_t{1} << 40;

void* Plain() { return ::operator new(100); }
void* Array() { return ::operator new[](100); }
void* Aligned() { return ::operator new(100, kAlign); }
void* AlignedArray() { return ::operator new[](100, kAlign); }

bool Got(const void* block) { return block != nullptr; }
bool GotAligned(const void* block) {
  return block != nullptr && reinterpret_cast<uintptr_t>(block) % 128 == 0;
}

template <class Allocate>
bool Throws(Allocate allocate) {
  const rlimit limit{.rlim_cur = size_t{1} << 30, .rlim_max = size_t{1} << 30};
  setrlimit(RLIMIT_AS, &limit);
  try {
    allocate();
  } catch (const std::bad_alloc&) {
    errno = kUntouched;
    return true;
  }
  return false;
}

}  // namespace

// Named as the table in docs/heap.md has them.
const Operation kOperators[] = {
    {"new", nullptr, [](void*) { return Got(::operator new(100)); }, kUntouched},
    {"new[]", nullptr, [](void*) { return Got(::operator new[](100)); }, kUntouched},
    {"new-nothrow", nullptr, [](void*) { return Got(::operator new(100, kQuiet)); }, kUntouched},
    {"new[]-nothrow", nullptr, [](void*) { return Got(::operator new[](100, kQuiet)); },
     kUntouched},
    {"new-aligned", nullptr, [](void*) { return GotAligned(::operator new(100, kAlign)); },
     kUntouched},
    {"new[]-aligned", nullptr, [](void*) { return GotAligned(::operator new[](100, kAlign)); },
     kUntouched},
    {"new-aligned-nothrow", nullptr,
     [](void*) { return GotAligned(::operator new(100, kAlign, kQuiet)); }, kUntouched},
    {"new[]-aligned-nothrow", nullptr,
     [](void*) { return GotAligned(::operator new[](100, kAlign, kQuiet)); }, kUntouched},
    {"delete", Plain, [](void* p) { return ::operator delete(p), true; }, kUntouched},
    {"delete[]", Array, [](void* p) { return ::operator delete[](p), true; }, kUntouched},
    {"delete-nothrow", Plain, [](void* p) { return ::operator delete(p, kQuiet), true; },
     kUntouched},
    {"delete[]-nothrow", Array, [](void* p) { return ::operator delete[](p, kQuiet), true; },
     kUntouched},
    {"delete-sized", Plain, [](void* p) { return ::operator delete(p, 100), true; }, kUntouched},
    {"delete[]-sized", Array, [](void* p) { return ::operator delete[](p, 100), true; },
     kUntouched},
    {"delete-aligned", Aligned, [](void* p) { return ::operator delete(p, kAlign), true; },
     kUntouched},
    {"delete[]-aligned", AlignedArray, [](void* p) { return ::operator delete[](p, kAlign), true; },
     kUntouched},
    {"delete-aligned-nothrow", Aligned,
     [](void* p) { return ::operator delete(p, kAlign, kQuiet), true; }, kUntouched},
    {"delete[]-aligned-nothrow", AlignedArray,
     [](void* p) { return ::operator delete[](p, kAlign, kQuiet), true; }, kUntouched},
    {"delete-sized-aligned", Aligned,
     [](void* p) { return ::operator delete(p, 100, kAlign), true; }, kUntouched},
    {"delete[]-sized-aligned", AlignedArray,
     [](void* p) { return ::operator delete[](p, 100, kAlign), true; }, kUntouched},
    {"delete-null", nullptr, [](void*) { return ::operator delete(nullptr), true; }, kUntouched},
    {"new-throws", nullptr, [](void*) { return Throws([] { return ::operator new(kTooMuch); }); },
     kUntouched},
    {"new-aligned-throws", nullptr,
     [](void*) { return Throws([] { return ::operator new[](kTooMuch, kAlign); }); }, kUntouched},
    {nullptr, nullptr, nullptr, 0},
};

}  // namespace probe
