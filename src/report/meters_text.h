#pragma once
// What each meter came to, as a table.

#include <string>

#include "model/run_result.h"
#include "report/style.h"

namespace seep {

// A line for each meter that was read: its growth with the interval, and its verdict. Those that
// are no evidence of their own are left out unless they leak.
std::string MetersText(const RunResult& result, const Style& style);

}  // namespace seep
