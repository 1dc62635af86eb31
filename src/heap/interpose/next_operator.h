#pragma once
// operator new and operator delete behind ours.

#include <atomic>
#include <cstddef>

namespace seep::heap {

enum Operator : size_t {
  kNew,
  kNewArray,
  kNewNothrow,
  kNewArrayNothrow,
  kNewAligned,
  kNewArrayAligned,
  kNewAlignedNothrow,
  kNewArrayAlignedNothrow,
  kDelete,
  kDeleteArray,
  kDeleteNothrow,
  kDeleteArrayNothrow,
  kDeleteSized,
  kDeleteArraySized,
  kDeleteAligned,
  kDeleteArrayAligned,
  kDeleteAlignedNothrow,
  kDeleteArrayAlignedNothrow,
  kDeleteSizedAligned,
  kDeleteArraySizedAligned,
  kOperatorCount,
};

// Operators that call malloc and free, which are ours, need no counting: `forward`. Those of
// libstdc++ and libc++ do. Operators of an allocator that go straight to its heap: `counted`. With
// neither nobody has the operator, and malloc and free do instead.
struct NextOperator {
  std::atomic<bool> is_malloc;  // `forward` is libstdc++'s, and comes to our malloc or free alone
  std::atomic<void*> forward;
  std::atomic<void*> counted;
  std::atomic<bool> searched;
};
extern constinit NextOperator next_operators [[gnu::visibility("hidden")]][kOperatorCount];

// Searches once, or again. errno is kept.
NextOperator& FindOperator(Operator which) noexcept;
NextOperator& SearchOperator(Operator which) noexcept;

// The operator that the object with this code carries itself or was linked with; null if it has
// none but ours. The object stays loaded.
void* OperatorOfObject(Operator which, const void* code) noexcept;

}  // namespace seep::heap
