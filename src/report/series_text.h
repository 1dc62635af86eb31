#pragma once
// The verdict on a series that something else recorded, as a person reads it.

#include <string>

#include "model/run_result.h"
#include "report/style.h"

namespace seep {

// The verdict, what the series is, its growth with its interval, and what was left out, in about
// five lines; ends with a line feed. For results with a series, judged.
std::string SeriesText(const RunResult& result, const Style& style);

}  // namespace seep
