#pragma once
// From the samples of a run to its outcome. Pure: the same RunResult is always judged the same, so
// a recorded run can be replayed.

#include <optional>

#include "model/run_result.h"

namespace seep {

// Whether the outcome stands, with this share of plan.time_max or plan.requests_max used up (above
// 1 in the time that an undecided run has more): CLEAN does at once, LEAK once a meter that leaks
// was watched for long enough (stats/looks.h).
bool Settled(const RunResult& result, double budget_share);

// Of a leak that is seen, and stands as soon as enough requests were answered while it grows: how
// many more that takes. Nothing where there is none that waits for requests, or where requests
// bring new keys: a table of so many keys would just have become full.
std::optional<double> RequestsAwaited(const RunResult& result, double budget_share);

// Sets meters, idle, outcome and reason from rounds, per and plan.
//
// The live heap is judged where every sample counts all of the target's processes. LEAK if a meter
// leaks. CLEAN if descriptors and threads are clean, sockets and mappings do not go on growing, and
// memory is clean: both meters, or one of them
// when the other has no more growth than that one's tolerance allows for. Each meter is judged at
// the full confidence, so that a run's chance of a false LEAK is at most the sum over its meters.
void Judge(RunResult& result, bool last_look = true);

}  // namespace seep
