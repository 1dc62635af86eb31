#pragma once
// What grew in a run, in a cell of a table of runs.

#include <string>

#include "model/run_result.h"

namespace seep {

// The meter that leaks, or else what grew, or else what says most: "live heap +64 B",
// "live heap +0.11 B ±0.40 B"; a dash where there is no estimate.
std::string GrowthCell(const RunResult& run);

}  // namespace seep
