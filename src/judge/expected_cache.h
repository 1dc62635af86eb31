#pragma once
// Growth that the user expects: a cache that fills (--expect-cache).

#include <optional>
#include <string>

#include "model/run_result.h"

namespace seep {

// By how much a meter grew since before the first request. There is at least one round.
double GrowthInAll(const RunResult& result, Meter meter);

// The sentence that says so, when a meter of memory still grows and all of its growth is within
// plan.expect_cache_bytes: how much is taken, and how many requests would fill it at this pace.
std::optional<std::string> FillsExpectedCache(const RunResult& result, const MeterVerdict& judged);

}  // namespace seep
