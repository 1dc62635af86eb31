#pragma once
// Where a leak of a runtime's objects comes from: more rounds of the same traffic, in which the
// runtime notes which code allocates what stays.

#include <stop_token>
#include <vector>

#include "model/run_result.h"
#include "trial/rounds.h"
#include "trial/site_pass.h"

namespace seep {

// Does memory leak where a runtime answers, or threads, of which each is an object of it? Python
// and Ruby have their objects from malloc: those that are large and few are a leak of the live
// heap.
bool WantsRuntimeSites(const RunResult& result);

// What lived at three moments of what was allocated since the first round, with five rounds of
// traffic between them and this many requests.
struct SiteReadings {
  std::vector<LeakSite> begin, middle, end;
  double first_requests = 0;
  double second_requests = 0;
};

// The call stacks by their growth, the most bytes first. The interval of a pace is from that of one
// half to that of the other; a stack grows when it did so in both, and by half as much at least in
// the one as in the other, in bytes or in blocks. One that made half of the growth in a single step
// is said to be in steps. Pure.
std::vector<LeakSite> RankRuntimeSites(const SiteReadings& readings);

// The eleven rounds. `problem` says why there is nothing.
Followed FollowRuntimeSites(const Plan& plan, const Equipment& with, const std::stop_token& stop,
                            const RunResult& result);

}  // namespace seep
