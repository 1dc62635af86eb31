#pragma once
// Counting, on every call. Two ways: Count…InChunk for a thread that has nothing else to do
// (CalmSlot) in glibc's heap, which is nearly every call of most programs; CountBirth and
// CountDeath for all.

#include "heap/interpose/arena.h"
#include "heap/interpose/attend.h"
#include "heap/interpose/glibc_chunk.h"
#include "heap/interpose/next.h"
#include "heap/interpose/slots.h"
#include "heap/interpose/state.h"

namespace seep::heap {

inline Slot* SlotOfThread() {
  Slot* const slot = OwnSlot();
  return __builtin_expect(slot != nullptr, 1) ? slot : FindSlot();
}

// Each += is one instruction on x86-64 (add to memory), so a signal handler that allocates between
// two of them takes nothing away. Only this thread writes here: no lock prefix.
inline void AddBirth(Slot& slot, size_t requested, size_t usable) {
  const size_t index = ClassOf(usable);
  ClassCounts& counts = slot.classes[index];
  counts.allocations += 1;
  counts.requested_bytes += static_cast<int64_t>(requested);
  counts.excess_bytes += static_cast<int64_t>(usable) - UsualBytes(index);
}

inline void AddDeath(Slot& slot, size_t usable) {
  const size_t index = ClassOf(usable);
  ClassCounts& counts = slot.classes[index];
  counts.frees += 1;
  counts.excess_bytes -= static_cast<int64_t>(usable) - UsualBytes(index);
}

// For large blocks, and those with a mapping of their own. `block`.
void* CountLargeBirth(Slot& slot, void* block, size_t requested) noexcept;

// `slot` is CalmSlot()'s, `block` is not null. `block`.
[[gnu::always_inline]] inline void* CountBirthInChunk(Slot& slot, void* block, size_t requested) {
  const size_t header = ChunkHeader(block);
  if (!IsSmallChunk(header)) return CountLargeBirth(slot, block, requested);
  ClassCounts& counts = slot.classes[ClassOfChunk(header)];
  counts.allocations += 1;
  counts.requested_bytes += static_cast<int64_t>(requested);
  return block;
}

inline bool IsAskedFor(const Slot& slot) {
  return __builtin_expect(slot.attention.load(std::memory_order_relaxed) != 0, 0);
}

// `block` is not null. `caller`: __builtin_return_address(0) of the entry.
[[gnu::always_inline]] inline void CountBirth(void* block, size_t requested, const void* caller) {
  Slot* const slot = SlotOfThread();
  if (slot == nullptr) return;
  const size_t usable = next.malloc_usable_size(block);
  AddBirth(*slot, requested, usable);
  if (IsAskedFor(*slot)) AttendBirth(*slot, block, requested, usable, caller);
}

// Before the block is given back. `block` is not null and not the arena's.
[[gnu::always_inline]] inline void CountDeath(void* block) {
  Slot* const slot = SlotOfThread();
  if (slot == nullptr) return;
  const size_t usable = next.malloc_usable_size(block);
  AddDeath(*slot, usable);
  if (IsAskedFor(*slot)) AttendDeath(*slot, block, usable);
}

}  // namespace seep::heap
