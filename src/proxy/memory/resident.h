#pragma once

#include <cstdint>

namespace sluice {

// What this process has in memory, in bytes: proc(5), the second field of /proc/self/statm. 0 where
// that cannot be read.
uint64_t ResidentBytes();

}  // namespace sluice
