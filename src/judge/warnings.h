#pragma once
// What the reader of a verdict should know about the run behind it.

#include <string>
#include <vector>

#include "model/run_result.h"

namespace seep {

// One sentence each: requests that failed, a shape that never met what it is about, a target that
// was seldom quiet.
std::vector<std::string> Warnings(const RunResult& result);

}  // namespace seep
