#pragma once
// The verdict as a person reads it.

#include <string>

#include "model/run_result.h"
#include "report/style.h"

namespace seep {

// The verdict and what it rests on, in about ten lines; ends with a line feed. Not for results with
// a failure and no rounds.
std::string TerminalReport(const RunResult& result, const Style& style);

}  // namespace seep
