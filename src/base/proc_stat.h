#pragma once
// One line of /proc/PID/stat (proc(5)), as far as anybody here needs it.

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace seep {

struct ProcStat {
  pid_t pid = 0;
  std::string_view name;      // field 2 without its parentheses; points into the text
  char state = 0;             // field 3: R, S, D, Z, …
  pid_t parent = 0;           // field 4
  pid_t group = 0;            // field 5
  uint64_t child_faults = 0;  // fields 11 and 13: page faults of children that were waited for
  int64_t threads = 0;        // field 20
  uint64_t start_ticks = 0;   // field 22: clock ticks after boot

  bool Ended() const { return state == 'Z' || state == 'X' || state == 'x'; }
};

// Nothing when the text is not such a line. Allocates nothing and calls nothing that a process just
// forked from a multi-threaded one may not call.
std::optional<ProcStat> ParseProcStat(std::string_view text);

}  // namespace seep
