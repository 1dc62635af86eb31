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

// libstdc++'s and libc++'s call malloc and free, which are ours: `forward` leads to them, and
// nothing is to be counted. tcmalloc, jemalloc and mimalloc bring operators that go straight to
// their own heap: `counted`. With neither nobody has the operator, and malloc and free do instead.
struct NextOperator {
  std::atomic<void*> forward;
  std::atomic<void*> counted;
  std::atomic<bool> searched;
};
extern constinit NextOperator next_operators[kOperatorCount];

// Searches once, or again. errno is kept.
NextOperator& FindOperator(Operator which) noexcept;
NextOperator& SearchOperator(Operator which) noexcept;

}  // namespace seep::heap
