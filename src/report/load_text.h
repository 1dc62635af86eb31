#pragma once
// What `seep load` prints.

#include <string>

#include "model/traffic.h"

namespace seep {

// Rate, latency, answers by status class, bytes and errors, a line each; ends with a line feed.
std::string LoadText(const TrafficSpec& spec, const LoadResult& result);

}  // namespace seep
