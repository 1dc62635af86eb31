#pragma once
// From the samples of a run to its outcome. Pure: the same RunResult is always judged the same, so
// a recorded run can be replayed.

#include <string_view>

#include "model/run_result.h"

namespace seep {

// What a meter is held against when the user says nothing. `per` is "request" or "second".
Tolerance DefaultTolerance(Meter meter, std::string_view per);

// Sets meters, outcome and reason from rounds, idle, per and plan.tolerance. LEAK if a meter leaks,
// CLEAN if all are clean. Each meter is judged at the full confidence, so that a run's chance of a
// false LEAK is at most the sum over three meters.
void Judge(RunResult& result);

}  // namespace seep
