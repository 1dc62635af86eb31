#pragma once
// What `seep load` prints.

#include <string>

#include "model/traffic.h"

namespace seep {

// Rate, latency, answers by status class, connections, bytes and errors, a line or two each, and a
// plot of the latencies; ends with a line feed.
std::string LoadText(const TrafficSpec& spec, const LoadResult& result);

// The part of it about errors: for each kind how many, and an example. Empty if there were none.
std::string LoadErrorRows(const LoadResult& result);

}  // namespace seep
