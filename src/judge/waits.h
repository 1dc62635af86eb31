#pragma once
// The readings around waits for what is held only for a while.

#include <vector>

#include "model/run_result.h"

namespace seep {

// Those at the ends of the waits.
std::vector<const Sample*> AtTheEndsOfWaits(const RunResult& result);

// Those of the rounds with requests before the first wait that count for the meter; of all where
// there is no wait.
std::vector<const Sample*> BeforeWaits(const RunResult& result, Meter meter);

}  // namespace seep
