#pragma once
// A server run or hunted where its options say.

#include <stop_token>

#include "seep/options.h"

namespace seep {

// RunTrial and RunHunt in the server's surroundings. A folder that cannot be entered is the
// failure of a run.
RunResult RunServer(const RunOptions& options, const std::stop_token& stop,
                    const ProgressFn& progress);
HuntResult HuntServer(const HuntOptions& options, const std::stop_token& stop,
                      const HuntProgressFn& progress);

}  // namespace seep
