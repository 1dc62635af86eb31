#pragma once
// How much memory there is for a server to grow into.

#include <cstdint>
#include <optional>
#include <string>

namespace seep {

// What can be used without swapping: MemAvailable (proc(5), /proc/meminfo), or what the control
// groups of this process leave, whichever is less (cgroups(7): memory.max, memory.current and
// inactive_file of memory.stat; in version 1 memory.limit_in_bytes and memory.usage_in_bytes).
// Nothing where the system does not say. `root`: where /proc and /sys are found, for tests.
std::optional<uint64_t> AvailableMemory(const std::string& root = "");

}  // namespace seep
