// operator new and operator delete, all forms, under the names that the C++ ABI gives them (Itanium
// C++ ABI, 5.1.5). An exception of the operator behind ours passes through: nothing here needs to
// be undone.

#include <cstddef>

#include "heap/interpose/count.h"
#include "heap/interpose/export.h"
#include "heap/interpose/free.h"
#include "heap/interpose/next_operator.h"

namespace seep::heap {
namespace {

using NoThrow = const void*;       // const std::nothrow_t&
enum class Alignment : size_t {};  // std::align_val_t

size_t AlignmentOf() { return 0; }
size_t AlignmentOf(NoThrow /*unused*/) { return 0; }
template <class... Rest>
size_t AlignmentOf(Alignment alignment, Rest... /*unused*/) {
  return static_cast<size_t>(alignment);
}

template <class... Rest>
void* CallNew(void* function, size_t bytes, Rest... rest) {
  return reinterpret_cast<void* (*)(size_t, Rest...)>(function)(bytes, rest...);
}

template <class... Rest>
void CallDelete(void* function, void* block, Rest... rest) {
  reinterpret_cast<void (*)(void*, Rest...)>(function)(block, rest...);
}

// Nobody in sight has an operator new, as when a library that carries its own libstdc++ was loaded
// by a program of C. When memory is short the caller's own is looked for, since it throws.
template <class... Rest>
void* NewFromMalloc(Operator which, const void* caller, size_t bytes, Rest... rest) {
  const size_t alignment = AlignmentOf(rest...);
  if (bytes == 0) bytes = 1;
  void* const block = alignment != 0 ? next.memalign(alignment, bytes) : next.malloc(bytes);
  if (block != nullptr) {
    CountBirth(block, bytes, caller);
    return block;
  }
  void* const found = OperatorOfObject(which, caller);
  return found != nullptr ? CallNew(found, bytes, rest...) : nullptr;
}

template <class... Rest>
[[gnu::noinline]] void* NewCounted(Operator which, const void* caller, size_t bytes, Rest... rest) {
  const NextOperator& found = FindOperator(which);
  if (void* const forward = found.forward.load()) return CallNew(forward, bytes, rest...);
  void* const counted = found.counted.load();
  if (counted == nullptr) return NewFromMalloc(which, caller, bytes, rest...);
  void* const block = CallNew(counted, bytes, rest...);
  if (block != nullptr) CountBirth(block, bytes, caller);
  return block;
}

template <class... Rest>
[[gnu::noinline]] void DeleteCounted(Operator which, void* block, Rest... rest) {
  const NextOperator& found = FindOperator(which);
  if (void* const forward = found.forward.load()) return CallDelete(forward, block, rest...);
  if (block == nullptr || InArena(block)) return;
  CountDeath(block);
  void* const counted = found.counted.load();
  if (counted != nullptr) return CallDelete(counted, block, rest...);
  next.free(block);
}

// A jump to libstdc++'s when that is behind us.
template <Operator kWhich, class... Rest>
[[gnu::always_inline]] inline void* New(const void* caller, size_t bytes, Rest... rest) {
  void* const forward = next_operators[kWhich].forward.load(std::memory_order_relaxed);
  if (__builtin_expect(forward != nullptr, 1)) return CallNew(forward, bytes, rest...);
  return NewCounted(kWhich, caller, bytes, rest...);
}

template <Operator kWhich, class... Rest>
[[gnu::always_inline]] inline void Delete(void* block, Rest... rest) {
  void* const forward = next_operators[kWhich].forward.load(std::memory_order_relaxed);
  if (__builtin_expect(forward != nullptr, 1)) return CallDelete(forward, block, rest...);
  DeleteCounted(kWhich, block, rest...);
}

// What libstdc++'s operator new does, without the way through it. When memory is short that one is
// called, which asks the handler and throws; and when Seep asks for stacks, which have it in them.
template <Operator kWhich>
[[gnu::always_inline]] inline void* NewDirectly(size_t bytes) {
  const bool is_direct = next_operators[kWhich].is_malloc.load(std::memory_order_relaxed);
  if (__builtin_expect(!is_direct, 0)) return NewCounted(kWhich, SEEP_CALLER, bytes);
  Slot* const slot = CalmSlot();
  if (__builtin_expect(slot == nullptr, 0)) return NewCounted(kWhich, SEEP_CALLER, bytes);
  void* const block = next.malloc(bytes);  // glibc's: 0 bytes are a block too
  if (__builtin_expect(block == nullptr, 0)) return NewCounted(kWhich, SEEP_CALLER, bytes);
  return CountBirthInChunk(*slot, block, bytes);
}

template <Operator kWhich, class... Rest>
[[gnu::always_inline]] inline void DeleteDirectly(void* block, Rest... rest) {
  const bool is_direct = next_operators[kWhich].is_malloc.load(std::memory_order_relaxed);
  if (__builtin_expect(is_direct, 1)) return Free(block);
  Delete<kWhich>(block, rest...);
}

}  // namespace
}  // namespace seep::heap

using seep::heap::Alignment;
using seep::heap::Delete;
using seep::heap::DeleteDirectly;
using seep::heap::New;
using seep::heap::NewDirectly;
using seep::heap::NoThrow;
namespace heap = seep::heap;

SEEP_EXPORT void* _Znwm(size_t bytes) { return NewDirectly<heap::kNew>(bytes); }
SEEP_EXPORT void* _Znam(size_t bytes) { return NewDirectly<heap::kNewArray>(bytes); }
SEEP_EXPORT void* _ZnwmRKSt9nothrow_t(size_t bytes, NoThrow tag) {
  return New<heap::kNewNothrow>(SEEP_CALLER, bytes, tag);
}
SEEP_EXPORT void* _ZnamRKSt9nothrow_t(size_t bytes, NoThrow tag) {
  return New<heap::kNewArrayNothrow>(SEEP_CALLER, bytes, tag);
}
SEEP_EXPORT void* _ZnwmSt11align_val_t(size_t bytes, Alignment alignment) {
  return New<heap::kNewAligned>(SEEP_CALLER, bytes, alignment);
}
SEEP_EXPORT void* _ZnamSt11align_val_t(size_t bytes, Alignment alignment) {
  return New<heap::kNewArrayAligned>(SEEP_CALLER, bytes, alignment);
}
SEEP_EXPORT void* _ZnwmSt11align_val_tRKSt9nothrow_t(size_t bytes, Alignment alignment,
                                                     NoThrow tag) {
  return New<heap::kNewAlignedNothrow>(SEEP_CALLER, bytes, alignment, tag);
}
SEEP_EXPORT void* _ZnamSt11align_val_tRKSt9nothrow_t(size_t bytes, Alignment alignment,
                                                     NoThrow tag) {
  return New<heap::kNewArrayAlignedNothrow>(SEEP_CALLER, bytes, alignment, tag);
}

SEEP_EXPORT void _ZdlPv(void* block) { DeleteDirectly<heap::kDelete>(block); }
SEEP_EXPORT void _ZdaPv(void* block) { DeleteDirectly<heap::kDeleteArray>(block); }
SEEP_EXPORT void _ZdlPvRKSt9nothrow_t(void* block, NoThrow tag) {
  Delete<heap::kDeleteNothrow>(block, tag);
}
SEEP_EXPORT void _ZdaPvRKSt9nothrow_t(void* block, NoThrow tag) {
  Delete<heap::kDeleteArrayNothrow>(block, tag);
}
SEEP_EXPORT void _ZdlPvm(void* block, size_t bytes) {
  DeleteDirectly<heap::kDeleteSized>(block, bytes);
}
SEEP_EXPORT void _ZdaPvm(void* block, size_t bytes) {
  DeleteDirectly<heap::kDeleteArraySized>(block, bytes);
}
SEEP_EXPORT void _ZdlPvSt11align_val_t(void* block, Alignment alignment) {
  Delete<heap::kDeleteAligned>(block, alignment);
}
SEEP_EXPORT void _ZdaPvSt11align_val_t(void* block, Alignment alignment) {
  Delete<heap::kDeleteArrayAligned>(block, alignment);
}
SEEP_EXPORT void _ZdlPvSt11align_val_tRKSt9nothrow_t(void* block, Alignment alignment,
                                                     NoThrow tag) {
  Delete<heap::kDeleteAlignedNothrow>(block, alignment, tag);
}
SEEP_EXPORT void _ZdaPvSt11align_val_tRKSt9nothrow_t(void* block, Alignment alignment,
                                                     NoThrow tag) {
  Delete<heap::kDeleteArrayAlignedNothrow>(block, alignment, tag);
}
SEEP_EXPORT void _ZdlPvmSt11align_val_t(void* block, size_t bytes, Alignment alignment) {
  Delete<heap::kDeleteSizedAligned>(block, bytes, alignment);
}
SEEP_EXPORT void _ZdaPvmSt11align_val_t(void* block, size_t bytes, Alignment alignment) {
  Delete<heap::kDeleteArraySizedAligned>(block, bytes, alignment);
}
