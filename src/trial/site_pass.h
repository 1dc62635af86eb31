#pragma once
// Where a leak comes from: more rounds of the same traffic, with the call stacks of the blocks
// whose size classes grew.

#include <cstddef>
#include <stop_token>
#include <vector>

#include "model/run_result.h"
#include "trial/rounds.h"

namespace seep {

// The size classes whose live blocks grew over the judged part of the run, or over all of it where
// growth comes in a few large steps. As indices into heap/format/size_class.h.
std::vector<size_t> GrownClasses(const RunResult& result);

// Is the live heap what leaks, by its own verdict or because it grew by most of what memory did?
bool WantsSites(const RunResult& result);

// What the rounds with call stacks brought.
struct Followed {
  SitePass pass;
  LoadResult load;
  double heap_bytes = 0;  // by which the live heap grew
};

// Ten rounds as large as those of the run; more while no call stack grows, since a table that
// doubles grows in rare steps: until the requests have doubled, or plan.time_max again is used. A
// run that is bounded by plan.requests_max sends up to a quarter of them again here. `problem` says
// so when nothing was found.
Followed FollowSites(const Plan& plan, const Equipment& with, const std::stop_token& stop,
                     const RunResult& result);

// Whether the live heap, which is what leaks by its verdict, grew by less than kStoppedShare
// (judge/replay.h) of its pace while its blocks were followed: what filled is full, and it was no
// leak.
bool StoppedGrowing(const RunResult& result, const Followed& followed);

}  // namespace seep
