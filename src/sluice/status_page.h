#pragma once
// What a server does, as a page that a person reads.

#include <string>

#include "base/clock.h"
#include "proxy/metrics/stats.h"

namespace sluice {

// HTML without scripts, and without anything from elsewhere. `up_for`: since the start.
std::string StatusPage(const Stats& stats, seep::milliseconds up_for, uint64_t log_lost);

// Can it serve? No while it stops, and while all servers of a group are down. The text says why.
struct Readiness {
  bool ready = true;
  std::string text;
};
Readiness ReadinessOf(const Stats& stats);

}  // namespace sluice
