#pragma once
// Growth with time, which is no leak per request.

#include <optional>
#include <string>

#include "model/run_result.h"

namespace seep {

// The sentence that says so, when a meter grows with time and what it grows with requests is not
// above its tolerance. By the dose response where that tells; else when it grew in the pauses at
// half the pace under traffic or more; or at a fifth or more, and a leak would be within the
// tolerance if that were half of it. The pace in the pauses counts by its estimate here: noise in
// few pauses is not to make a leak of growth with time.
std::optional<std::string> GrowsWithTime(const RunResult& result, const MeterVerdict& judged);

// The same, and the growth in the pauses is above 0 with its interval, so that more requests would
// not decide it. A page now and then in pauses of some tenths of a second is no rate.
bool CertainlyGrowsWithTime(const RunResult& result, const MeterVerdict& judged);

}  // namespace seep
