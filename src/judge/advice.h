#pragma once
// What would decide a run that is undecided.

#include <string>

#include "model/run_result.h"

namespace seep {

// An option with a number, to stand behind the reason: more requests where -n bounded the run, as
// many as a LEAK takes at least; else twice the time, which is all shapes' of a hunt. Empty where
// the reason names an option already, or something else recorded the series.
std::string Advice(const RunResult& result);

// The same, whatever the reason names: " (-t 60s)".
std::string LongerRun(const RunResult& result);

}  // namespace seep
