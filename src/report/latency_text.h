#pragma once
// Latencies as a person reads them.

#include <cstdint>
#include <string>
#include <vector>

#include "model/histogram.h"

namespace seep {

// One by itself: "412 µs", "1.20 ms", "3.05 s".
std::string FormatLatency(uint64_t nanos);

// A unit for a table, and its decimals.
struct LatencyUnit {
  std::string name;
  double nanos = 1;
  int decimals = 0;

  std::string Number(double value_nanos) const;  // without the name
};
// Such that the low end has two digits or three. 1 value or more.
LatencyUnit UnitFor(const Histogram& latency);

// Two lines without line feeds, column beneath column: mean, quantiles and max, by their names and
// in `unit`. 1 value or more.
std::vector<std::string> QuantileLines(const Histogram& latency, const LatencyUnit& unit);

// A bar a line for how many took how long; at most 12 lines and one above them, each with its line
// feed. The bounds are evenly spaced by ratio. Empty for few answers, or when one line would do.
std::string LatencyPlot(const Histogram& latency, const LatencyUnit& unit);

}  // namespace seep
