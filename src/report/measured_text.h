#pragma once
// What a verdict rests on.

#include <string>

#include "model/run_result.h"
#include "report/style.h"

namespace seep {

// Traffic and answers, the meters with their intervals, heaps, mappings, what the growth follows,
// and the call stacks in full. For results with rounds or a series.
std::string MeasuredText(const RunResult& result, const Style& style);

}  // namespace seep
