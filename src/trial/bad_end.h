#pragma once
// A command that was watched and ended badly.

#include <string>

#include "model/run_result.h"

namespace seep {

// It ended by itself, as `how` says, and not with status 0: a failure, or of a LEAK a warning.
void TellBadEnd(const std::string& how, RunResult& result);

}  // namespace seep
