#pragma once
// What the machine, or the container, leaves to a run.

#include <string>
#include <vector>

#include "model/finding.h"

namespace seep {

// CPUs and their load, memory and what bounds it, huge pages, swap, open files, ports, IPv6.
std::vector<Finding> ExamineMachine();

// Parts of it, as a function of what the system says.

// `load`: running and waiting threads on average over the last minute (getloadavg(3)).
Finding CpuFinding(unsigned cpus, double load);
// `enabled`: what /sys/kernel/mm/transparent_hugepage/enabled holds; empty where it is not there.
Finding HugePageFinding(const std::string& enabled);
// `soft` and `hard`: RLIMIT_NOFILE (getrlimit(2)).
Finding OpenFileFinding(uint64_t soft, uint64_t hard);
// The control groups of this process, as /proc/self/cgroup has them (cgroups(7)): "version 2".
std::string ControlGroups(const std::string& proc_self_cgroup);

}  // namespace seep
