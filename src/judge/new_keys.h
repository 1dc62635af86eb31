#pragma once
// Whether the traffic still brings keys that the server has not seen: what a store by key grows
// with.

#include <cstdint>
#include <string>

#include "model/run_result.h"

namespace seep {

// Some part of it is new with every request, and not of so few that nearly all have come by now.
bool BringsNewKeys(const RunResult& result);

// The requests that tell a leak from a table that fills: those that were answered since there was
// hardly a new key, or all while there are new ones.
uint64_t TellingRequests(const RunResult& result);

// The options of a run that has so many requests, at the pace of this one: "-n 112104 -t 60s". Its
// keys are of a bounded number.
std::string UntilKeysAreOld(const RunResult& result);

}  // namespace seep
