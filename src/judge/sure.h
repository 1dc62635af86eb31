#pragma once
// A leak that is sure before many requests were sent, for it is so large.

#include "model/run_result.h"

namespace seep {

// So much has to have stayed: 80 times what a server's own pools were seen to take under requests
// that are all the same (HAProxy's: 300 KB), and a MiB for each reading that a verdict takes.
inline constexpr double kSureGrowthBytes = 24 << 20;
// And of each request: what is kept for the latest thousands of requests (a log's ring, a window
// of statistics) is smaller, and a pool of larger things has no thousands.
inline constexpr double kSureRequestBytes = 8 << 10;

// Every request is the same: none brings a key that is new to the server, so that no cache or table
// by key fills. Where a program sends the traffic, that is not known.
bool RequestsAreTheSame(const RunResult& result);

// A leak of what is counted (blocks in use, or a runtime's heap after a full collection), of at
// least kSureRequestBytes with each of requests that are the same, and kSureGrowthBytes in all; of
// blocks also as evenly as requests come. No table or pool explains it, and to wait for more
// requests costs memory only. Resident memory is never sure by its size: a pool that was allocated
// before fills as straight, and so does a heap that is not collected yet.
bool SureByItsSize(const RunResult& result, const MeterVerdict& judged);

}  // namespace seep
