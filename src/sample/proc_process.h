#pragma once
// The files of one process under /proc, each read whole into a buffer of the caller's.

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/fd.h"
#include "model/sample.h"

namespace seep {

// Stays with the process it was opened for: once that is gone every read fails with ESRCH or
// ENOENT, though its pid may be another's.
class ProcProcess {
 public:
  explicit ProcProcess(pid_t pid);

  // 0, or the errno of the call that failed. `text` is replaced; its memory is used again.
  int Read(const char* name, std::string& text) const;
  int CountLines(const char* name, std::string& buffer, int64_t& lines) const;
  int CountDescriptors(DescriptorCounts& counts) const;
  // Of all threads that wait in the kernel. Empty when the system refuses to tell.
  std::vector<uint64_t> StackPointers(std::string& buffer) const;

 private:
  UniqueFd OpenFolder(const char* name) const;

  UniqueFd folder_;  // /proc/PID
};

}  // namespace seep
