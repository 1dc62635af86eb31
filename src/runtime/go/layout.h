#pragma once
// Where fields are in structs of Go's runtime, by version.

#include <cstdint>
#include <optional>

namespace seep {

// Bytes from the beginning of the struct, on machines with pointers of 64 bits.
struct GoLayout {
  // runtime.gcControllerState, src/runtime/mgcpacer.go. gcPercent, an int32, is at 0.
  uint64_t memory_limit = 0;  // 0: there is none
  uint64_t heap_minimum = 0;
  uint64_t heap_goal = 0;  // heapLive from which on it collects: gcPercentHeapGoal, once trigger
  uint64_t heap_marked = 0;
  uint64_t mark_start_time = 0;
  // runtime.g, src/runtime/runtime2.go. goid is 8 behind it.
  uint64_t g_frame = 0;  // sched.bp; sched.pc is at 64
  uint64_t g_status = 0;
  int64_t g_bytes = 0;  // of the block that holds one: its size class
};

inline constexpr int kGoMinorMin = 18;
inline constexpr int kGoMinorMax = 26;

// Of go1.`minor`; nothing when it is not known.
std::optional<GoLayout> GoLayoutOf(int minor);

}  // namespace seep
