#pragma once
// Reading /proc without allocating: usable in the guard, a process forked from a multi-threaded
// one.

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "base/fd.h"
#include "base/proc_stat.h"

namespace seep {

// The processes of this machine, one after another. A process that lives from before the first
// Next() until after the last is seen exactly once.
class ProcScan {
 public:
  ProcScan();
  // The next process, zombies included, those of `skip` (ascending) left out; nothing at the end.
  // The result's name is valid until the next call.
  std::optional<ProcStat> Next(std::span<const pid_t> skip = {});

 private:
  pid_t NextPid();  // 0 at the end

  UniqueFd proc_;
  size_t used_ = 0;
  size_t filled_ = 0;
  alignas(8) std::array<char, 8192> entries_;
  std::array<char, 1024> line_;
};

// One process, nothing when it is gone.
std::optional<ProcStat> ReadProcStat(pid_t pid);

}  // namespace seep
