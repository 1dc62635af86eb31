#pragma once
// What is known of growth by where it begins: a warm-up before it is none of it.

#include <string>

#include "model/run_result.h"

namespace seep {

// The requests that were answered since the judged growth began.
double RequestsSinceItGrows(const RunResult& result, const Verdict& verdict);

// The reason of a LEAK that grew faster before, one sentence with both paces; empty if it did not.
std::string GrewFasterBefore(const RunResult& result, const MeterVerdict& judged);

}  // namespace seep
