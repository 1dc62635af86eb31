#pragma once
// Which processes of the target are not counted, and why.

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "heap/reader/slots.h"
#include "heap/reader/visibility.h"

namespace seep {

struct UnseenCount {
  int64_t processes = 0;
  std::string first;  // one sentence about the first of them, without a full stop
  // Those that have slots of the program that they were before they called exec(2).
  std::vector<pid_t> outlived;
};

// Told apart by what is certain at a quiet moment:
//   - a process that counts maps the shared memory: from the start, or as a fork of one that does.
//     One that does not is not counted, once it is past its loader. A loader never sleeps: a
//     process that sleeps is past it, and so is one that was there a round ago;
//   - one that maps it without a slot was forked and has not allocated since;
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
    FileId program = {};
    uint64_t start_ticks = 0;
    bool certain = false;
    std::string why = {};  // empty: it maps the shared memory, or may yet
  };

  const Visibility& VisibilityOfProgram(pid_t pid, const FileId& program);
  const Fate& FateOf(const ProcessCounts& process, const FileId& program);
  void Examine(const ProcessCounts& process, bool past_loader, Fate& fate);
  std::string WhyNotLoaded(pid_t pid, std::string_view maps, const FileId& program);
  std::string WhyOwnHeap(const ProcessCounts& process, const FileId& program,
                         const std::set<FileId>& allocating);
  void Forget(std::span<const ProcessCounts> but);

  const std::string library_;
  const std::string region_;
  std::map<FileId, Visibility> programs_;
  std::map<pid_t, Fate> fates_;  // of the processes of the last Count
};

}  // namespace seep
