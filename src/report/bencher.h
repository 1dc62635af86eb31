#pragma once
// Growth as benchmark results, to be followed from commit to commit.

#include <span>
#include <string>

#include "report/named_run.h"

namespace seep {

// Bencher Metric Format: {"NAME": {"live-heap": {"value": 288, "lower_value": 287.9,
// "upper_value": 288.1}}}, in bytes or pieces of each request. Meters with too few readings to be
// judged, and runs that failed, are left out.
std::string BencherReport(std::span<const NamedRun> runs);

}  // namespace seep
