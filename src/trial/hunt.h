#pragma once
// One run after another of the same server, each under another traffic shape.

#include <functional>
#include <stop_token>
#include <vector>

#include "model/plan.h"
#include "model/run_result.h"
#include "trial/rounds.h"

namespace seep {

struct HuntCase {
  Shape shape;
  std::vector<std::string> upstream;  // a helper more, started first; empty: none
  bool answers = true;                // else the server is ready when it accepts connections
};

struct HuntPlan {
  Plan plan;  // of each run, its legs and times left out
  std::vector<HuntCase> cases;
  milliseconds time_max{300'000};  // of all runs but those that confirm a LEAK
};

struct HuntResult {
  std::vector<RunResult> runs;  // one for each shape, in their order; fewer if interrupted
  bool interrupted = false;
};

// The server could not be started, or did not become ready, for the first shape: nothing more was
// tried, and the first run's failure says why.
bool NeverStarted(const HuntResult& hunt);

using HuntProgressFn = std::function<void(size_t index, const TrialProgress&)>;

// Starts the server anew for each shape, so that none is blamed for what another left behind. Each
// run has its share of the time that is left; what one does not need is left to the others. A LEAK
// of less time than `seep run` takes is run again with that, which counts; beyond time_max, and for
// no longer than that together.
HuntResult RunHunt(const HuntPlan& hunt, const std::stop_token& stop,
                   const HuntProgressFn& progress);

}  // namespace seep
