#pragma once
// Waiting that can be stopped, and the date.

#include <stop_token>
#include <string>

#include "base/clock.h"

namespace seep {

// Waits that long, or until a stop is requested.
void Pause(milliseconds time, const std::stop_token& stop);

// ISO 8601 in UTC, to the second.
std::string UtcNow();

}  // namespace seep
