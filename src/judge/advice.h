#pragma once
// What would decide a run that is undecided.

#include <string>

#include "model/run_result.h"

namespace seep {

// An option with a number, to stand behind the reason: more requests where -n bounds the run, as
// many as a LEAK takes at least; else twice the time. Empty where the reason names an option
// already, or traffic is not ours.
std::string Advice(const RunResult& result);

}  // namespace seep
