#pragma once
// From the readings of a run to growth per request, per connection and per second.

#include <cstddef>
#include <optional>
#include <vector>

#include "model/run_result.h"
#include "stats/dose.h"

namespace seep {

// Index in rounds of the first that is judged. There is at least one round.
size_t FirstJudged(const RunResult& result, const MeterVerdict& judged);

// The judged part of a meter's readings as steps. A round in parts makes one step of each part that
// had a part of its own leg before it, and one of all those that had not: what the target holds
// after one way of sending only comes and goes with the changes, and is nothing in their sum.
std::vector<DoseStep> DoseSteps(const RunResult& result, const MeterVerdict& judged);

// Nothing for a meter that did not grow by more than its floor, or where x is not requests.
std::optional<DoseResponse> DoseOf(const RunResult& result, const MeterVerdict& judged);

}  // namespace seep
