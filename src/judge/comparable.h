#pragma once
// Do two runs measure the same?

#include <string>
#include <vector>

#include "model/run_result.h"

namespace seep {

// What differs between the runs that may make their growth differ, one sentence each: traffic,
// connections, length, meters.
std::vector<std::string> ComparisonWarnings(const RunResult& base, const RunResult& changed);

}  // namespace seep
