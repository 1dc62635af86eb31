#pragma once
// Which processes of the target are not counted, and why.

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "heap/reader/slots.h"
#include "heap/reader/visibility.h"

namespace seep {

struct UnseenCount {
  int64_t processes = 0;
  std::string first;  // one sentence about the first of them, without a full stop
};

// Told apart by what is certain at a quiet moment:
//   - a process has a slot as soon as the library has started in it, so one that maps neither the
//     library nor the shared memory is not counted, once it is past its loader. A loader never
//     sleeps: a process that sleeps is past it, and so is one that was there a round ago;
//   - a process that maps the shared memory without a slot was forked and has not allocated since;
//   - a process with a slot may have a heap of its own: its file says so, or it maps memory and
//     never calls malloc, and no other process of the same program does.
// What is known of a process is kept by pid, start time and program file.
class UnseenProcesses {
 public:
  // The paths of the preloaded library and of the shared memory.
  UnseenProcesses(std::string library, std::string region);

  UnseenCount Count(std::span<const ProcessCounts> processes);

 private:
  using FileId = std::pair<uint64_t, uint64_t>;  // device, inode
  struct Fate {
    uint64_t start_ticks = 0;
    FileId program;
    bool certain = false;
    std::string why;  // empty: it is counted
  };
  using Fates = std::map<pid_t, Fate>;

  const Visibility& VisibilityOfProgram(pid_t pid, const FileId& program);
  std::string WhyWithSlot(const ProcessCounts& process, const FileId& program,
                          const std::set<FileId>& allocating);
  std::string WhyWithoutSlot(pid_t pid, const FileId& program, Fates& fates);
  std::string WhyNotLoaded(pid_t pid, const FileId& program);

  const std::string library_;
  const std::string region_;
  std::map<FileId, Visibility> programs_;
  Fates fates_;  // of processes without a slot, at the last Count
};

}  // namespace seep
