#pragma once
// The bytes of a module of the target, and which program a process runs.

#include <sys/types.h>

#include <span>
#include <string>

#include "base/fd.h"
#include "model/heap.h"

namespace seep {

// The file as one of these processes has it mapped (heap/reader/modules.h, ReadablePath), or what
// is at its path now when all of them are gone. The vdso is a copy of our own: the kernel gives
// every process of an architecture the same. No descriptor when it cannot be had: a deleted file
// that the kernel does not open for us, or what is no regular file.
UniqueFd OpenModule(const Module& module, std::span<const pid_t> processes);

// What /proc/PID/exe points to, with " (deleted)" if it is; empty when the process is gone.
std::string ExecutableOf(pid_t pid);

}  // namespace seep
