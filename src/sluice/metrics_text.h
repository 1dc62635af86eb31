#pragma once
// What /metrics answers.

#include <cstdint>
#include <string>

#include "proxy/metrics/stats.h"

namespace sluice {

// The text format of Prometheus, version 0.0.4: each family with its HELP and TYPE. `log_lost`:
// lines of the access log.
std::string MetricsText(const Stats& stats, uint64_t log_lost);

}  // namespace sluice
