#pragma once
// Growth with time, which is no leak per request.

#include <optional>
#include <string>

#include "model/run_result.h"

namespace seep {

// The sentence that says so, when a meter grows with time and what it grows with requests is not
// above its tolerance. By the dose response where that tells; else when it grew in the pauses at
// half the pace under traffic or more; or at a fifth or more, and a leak would be within the
// tolerance if that were half of it.
std::optional<std::string> GrowsWithTime(const RunResult& result, const MeterVerdict& judged);

}  // namespace seep
