#pragma once
// How many objects live in a Go program's heap: the runtime counts what it allocates and frees, by
// size, in runtime.memstats.heapStats.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/go/elf_sections.h"
#include "runtime/go/target_memory.h"

namespace seep {

struct GoHeapCounts {
  int64_t objects = 0;
  int64_t bytes = 0;
};

// How many bytes heapStats has in go1.`minor`, which is known (go/layout.h), with what is read
// behind it.
uint64_t GoHeapStatsBytes(int minor);

// Allocated less freed; nothing when these bytes make no sense as heapStats.
std::optional<GoHeapCounts> CountGoHeap(std::string_view heap_stats, int minor);

// Counts in a running program. From one thread.
class GoObjectCounter {
 public:
  // heapStats is known by its symbol; in a stripped program it is looked for as it counts.
  GoObjectCounter(const ElfSections& elf, uint64_t load_bias, int minor);

  // How many objects live, right after a collection that found `live_bytes` alive, when the rest is
  // freed. What is counted must have as many bytes: nothing when it has not, as in a program that
  // allocates meanwhile, or when two places make sense.
  std::optional<int64_t> Count(const TargetMemory& memory, int64_t live_bytes);

 private:
  int minor_;
  // It is in here, and fills it once it is found.
  uint64_t begin_ = 0;
  uint64_t end_ = 0;
};

}  // namespace seep
