#pragma once
// Judging a process that runs already, by time and without traffic of ours.

#include <sys/types.h>

#include <stop_token>

#include "model/run_result.h"
#include "trial/rounds.h"

namespace seep {

struct WatchPlan {
  pid_t pid = 0;
  milliseconds interval{500};
  milliseconds time_max{60'000};
  std::optional<double> tolerance;  // bytes a second
};

// Samples the process and its descendants until the time is used, it ends, or a stop is requested;
// then judges. It does not look earlier: the time is what the user asked for.
RunResult Watch(const WatchPlan& plan, const std::stop_token& stop, const ProgressFn& progress);

}  // namespace seep
