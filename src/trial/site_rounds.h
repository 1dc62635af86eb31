#pragma once
// Rounds in which it is noted which code allocates: like those of the run before them.

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>

#include "model/run_result.h"
#include "trial/rounds.h"

namespace seep {

inline constexpr size_t kSiteRounds = 10;          // enough to tell growth from turnover
inline constexpr uint64_t kSiteRequestsShare = 4;  // a quarter of plan.requests_max

// How many requests each has: as many as the run's, and few enough for a bounded number of requests
// and for what a request takes of memory.
uint64_t SiteRoundSize(const Plan& plan, const RunResult& result);
// The same of a server that has become slower, as one that notes what it allocates: as many as it
// answers in half a second, by the pass so far, and a quarter of the usual ones at least.
uint64_t SiteRoundSize(uint64_t usual, const LoadResult& sent);

// One such round, of so many requests behind those that the run has sent, and the pass so far
// (`sent`, to which it is added). False, with the reason in `problem`, when the server answers no
// more.
bool SendSiteRound(const Plan& plan, const Equipment& with, const std::stop_token& stop,
                   const RunResult& result, uint64_t requests, LoadResult& sent,
                   std::string& problem);

// The first call stack is one that leaks.
bool SiteFound(const SitePass& pass);

}  // namespace seep
