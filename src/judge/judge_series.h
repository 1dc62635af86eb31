#pragma once
// The verdict on a series that something else recorded.

#include "model/run_result.h"

namespace seep {

// Sets per, seconds, meters, outcome, reason and warnings from `series` (which has to be there) and
// plan.tolerance. The series is judged as anonymous memory is: with its tolerance and floor, but
// the resolution of the readings. x counts from the first reading, since what a process did before
// the record began is not known.
void JudgeSeries(RunResult& result);

}  // namespace seep
