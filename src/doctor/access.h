#pragma once
// What Seep may read of processes that it has not started.

#include <cstdint>

#include "model/finding.h"

namespace seep {

// For `seep watch --pid`, by the rights of this process.
Finding OtherProcesses();

// The same of one with these effective capabilities (capabilities(7), a bit each), or user id.
// proc(5) asks for PTRACE_MODE_READ_FSCREDS, which Yama does not restrict.
Finding OtherProcesses(uint64_t capabilities, bool root);

}  // namespace seep
