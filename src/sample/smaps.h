#pragma once
// The text of /proc/PID/smaps_rollup and /proc/PID/smaps (proc(5); Linux,
// Documentation/filesystems/proc.rst), read into bytes. Lines that a kernel does not have count as
// 0: LazyFree came with 4.12, Pss_Anon, Pss_File and Pss_Shmem with 5.9 (in the rollup alone).

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/sample.h"

namespace seep {

// Sums over all mappings in the text: smaps_rollup has one, smaps as many as the process. Nothing
// when there is none, as for a process that has ended.
std::optional<MemoryBytes> ParseSmaps(std::string_view text);

struct AddressRange {
  uint64_t begin = 0;
  uint64_t end = 0;  // the first address behind it
};

// Held bytes of the mappings that begin within the range.
int64_t HeldWithin(std::string_view smaps, const AddressRange& range);

// Held bytes by kind of mapping, summed over any number of smaps texts.
class HeldByMapping {
 public:
  // An anonymous mapping that holds one of `stack_pointers` is a thread's stack; other anonymous
  // ones are "[anon]", or keep the name the process gave them (prctl(PR_SET_VMA_ANON_NAME)).
  void Add(std::string_view smaps, std::span<const uint64_t> stack_pointers);
  // The largest first; mappings that hold nothing are left out.
  std::vector<MappingBytes> Sorted() const;

 private:
  std::map<std::string, int64_t, std::less<>> bytes_;
};

// The stack pointer in the text of /proc/PID/task/TID/syscall; nothing while the thread runs.
std::optional<uint64_t> ParseStackPointer(std::string_view syscall);

}  // namespace seep
