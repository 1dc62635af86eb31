#pragma once
// The processes below one process, from /proc.

#include <sys/types.h>

#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "base/clock.h"

namespace seep {

// `root` and all its living descendants, root first; empty if root is gone. Zombies are left out.
// Reads the stat line of every process of the machine: the kernel's list of children
// (/proc/PID/task/TID/children) is optional and leaves some out while others end.
std::vector<pid_t> ProcessTree(pid_t root);

// The same tree again and again, at a small part of the cost: what was of another tree a moment ago
// still is, and is not read again. A moment is 100 ms, in which no machine starts so many processes
// that a pid is used twice. From any thread.
class ProcessTreeReader {
 public:
  explicit ProcessTreeReader(pid_t root) : root_(root) {}
  std::vector<pid_t> Read();

 private:
  const pid_t root_;
  std::mutex mutex_;
  std::vector<pid_t> others_;  // ascending
  std::optional<TimePoint> others_read_;
};

// CPU time used by a process so far, all threads, in seconds; 0 if it is gone
// (clock_getcpuclockid(3)).
double ProcessCpuSeconds(pid_t pid);

// Page faults of all children that a process has waited for so far; 0 if it is gone (proc(5),
// cminflt and cmajflt of /proc/PID/stat). Every process has some before it ends.
uint64_t EndedChildFaults(pid_t pid);

// Whether a thread of these processes runs, waits for a core, or waits for a disk (states R and D
// of /proc/PID/task/TID/stat). While it waits, its CPU time stands still.
bool AnyThreadBusy(std::span<const pid_t> pids);

}  // namespace seep
