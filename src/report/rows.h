#pragma once
// Lines that the terminal's reports have in common.

#include <string>
#include <string_view>

#include "model/run_result.h"

namespace seep {

// "  memory    8.0 MiB before …\n".
std::string Row(std::string_view label, std::string_view text);

// What x counts, one of it: "a request", "an operation".
std::string Each(std::string_view per);

// "99 % interval +298 B … +310 B".
std::string Interval(Meter meter, const Slope& slope, double confidence);

}  // namespace seep
