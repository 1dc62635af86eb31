#pragma once
// Judging a process by time and without traffic of ours: one that runs already, or one that is
// started for it.

#include <sys/types.h>

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "model/run_result.h"
#include "trial/rounds.h"

namespace seep {

struct WatchPlan {
  pid_t pid = 0;                     // 0: `command` is started
  std::vector<std::string> command;  // searched in PATH; started as it is
  milliseconds interval{500};
  milliseconds time_max{60'000};    // 0: until it ends
  std::optional<double> tolerance;  // bytes a second
};

// What is known after each reading, judged.
using SoFarFn = std::function<void(const RunResult&)>;

// Samples the process and its descendants until the time is used, it ends, or a stop is requested;
// then judges. It does not stop earlier: the time is what the user asked for. A command is ended
// with it: SIGTERM, and SIGKILL after two seconds. One that ended by itself, and not with status
// 0, is a failure, unless what was read until then is a LEAK. The last reading of a process that
// ended by itself is left out.
RunResult Watch(const WatchPlan& plan, const std::stop_token& stop, const ProgressFn& progress,
                const SoFarFn& so_far = {});

// At most so many readings are kept, however long it takes: memory, the file of --json and the time
// for a verdict are bounded by it. It is what half an hour has at 500 ms.
inline constexpr size_t kReadingsMax = 4'096;

// Makes room: of the readings every second goes, the first stays, and the time between them
// doubles.
void MakeRoom(std::vector<Round>& readings, milliseconds& interval);

}  // namespace seep
