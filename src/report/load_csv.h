#pragma once
// The percentiles of a load as a table, for spreadsheets: what ab(1) writes for -e.

#include <string>

#include "model/histogram.h"

namespace seep {

// A header line, then a line for each whole percent from 0 to 100: milliseconds within which so
// many of the requests were answered.
std::string LoadCsv(const Histogram& latency);

}  // namespace seep
