#pragma once
// A run's series, as a table.

#include <string>

#include "model/run_result.h"
#include "report/style.h"

namespace seep {

// A line for each reading, what leads first; of a series of more than 500, as many of them. Empty
// where nothing was read.
std::string ReadingsText(const RunResult& result, const Style& style);

}  // namespace seep
