#pragma once
// What the reader of a verdict should know, where no report is printed that says it.

#include <string_view>

#include "model/run_result.h"

namespace seep {

// On standard error, a line each: "seep: warning: close: 3 % of the answers were 404". `of`: of
// several runs, which; may be empty.
void PrintWarnings(std::string_view of, const RunResult& result);
// The same of a load test.
void PrintWarnings(const TrafficSpec& spec, const LoadResult& load);

}  // namespace seep
