#pragma once
// The counters of all slots, summed.

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "heap/format/region.h"

namespace seep {

// What one process has counted, in all its slots.
struct ProcessCounts {
  pid_t pid = 0;
  size_t slots = 0;
  uint64_t allocations = 0;
  bool maps = false;  // it called mmap, brk or their like
};

// Sums are unsigned: what stands in the slots is not trusted, and must not overflow.
struct ClassSums {
  uint64_t allocations = 0;
  uint64_t frees = 0;
  uint64_t requested_bytes = 0;
  uint64_t excess_bytes = 0;  // heap::ClassCounts::excess_bytes

  uint64_t UsableBytes(size_t index) const {
    return (allocations - frees) * static_cast<uint64_t>(heap::UsualBytes(index)) + excess_bytes;
  }
};

struct SlotSums {
  std::array<ClassSums, heap::kClassCount> classes;
  uint64_t mapped_bytes = 0;             // mmap and brk together
  std::vector<ProcessCounts> processes;  // each of those asked for, in their order
};

// No process has this pid; a zombie still does.
bool IsGone(uint32_t pid);

// Sums the slots of these processes.
SlotSums SumSlots(heap::Region& region, std::span<const pid_t> pids);

// Empties the slots of processes that are gone; those in `pids` are taken to live.
void FreeSlotsOfTheDead(heap::Region& region, std::span<const pid_t> pids);

// Empties the slots of these processes, which do not count any more.
void FreeSlotsOf(heap::Region& region, std::span<const pid_t> pids);

}  // namespace seep
