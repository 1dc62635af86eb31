#pragma once
// A leak's cause in words.

#include <string>

#include "model/run_result.h"

namespace seep {

// One sentence: what kind of memory or resource grows, and what that points to. Empty when nothing
// leaks.
std::string Cause(const RunResult& result);

}  // namespace seep
