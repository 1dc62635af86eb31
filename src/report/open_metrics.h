#pragma once
// What is known of a watched process, for a collector of metrics.

#include <string>

#include "model/run_result.h"

namespace seep {

// OpenMetrics text (github.com/prometheus/OpenMetrics, specification/OpenMetrics.md), of gauges
// without timestamps alone, so that the textfile collector of Prometheus' node_exporter reads it,
// too: each meter's last reading, its growth with bounds once there is one, and the verdict so far.
// Each has the labels `pid` and `process`. A result without a reading has none of them.
std::string OpenMetricsReport(const RunResult& result);

}  // namespace seep
