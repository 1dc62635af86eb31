#pragma once
// The processes below one process, from /proc.

#include <sys/types.h>

#include <vector>

namespace seep {

// `root` and all its living descendants, root first; empty if root is gone. Zombies are left out.
std::vector<pid_t> ProcessTree(pid_t root);

// CPU time used by a process so far, all threads, in seconds; 0 if it is gone
// (clock_getcpuclockid(3)).
double ProcessCpuSeconds(pid_t pid);

}  // namespace seep
