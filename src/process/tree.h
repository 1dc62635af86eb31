#pragma once
// The processes below one process, from /proc.

#include <sys/types.h>

#include <cstdint>
#include <span>
#include <vector>

namespace seep {

// `root` and all its living descendants, root first; empty if root is gone. Zombies are left out.
// Reads the stat line of every process of the machine: the kernel's list of children
// (/proc/PID/task/TID/children) is optional and leaves some out while others end.
std::vector<pid_t> ProcessTree(pid_t root);

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
