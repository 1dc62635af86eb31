#pragma once
// Rounds in which it is noted which code allocates: like those of the run before them.

#include <cstddef>
#include <cstdint>

#include "model/run_result.h"

namespace seep {

inline constexpr size_t kSiteRounds = 10;          // enough to tell growth from turnover
inline constexpr uint64_t kSiteRequestsShare = 4;  // a quarter of plan.requests_max

// How many requests each has: as many as the run's, and few enough for a bounded number of requests
// and for what a request takes of memory.
uint64_t SiteRoundSize(const Plan& plan, const RunResult& result);

}  // namespace seep
