#pragma once
// Growth in words: "304 B a request", "1 descriptor every 100 requests".

#include <string>
#include <string_view>

#include "model/run_result.h"

namespace seep {

// A slope of a meter: "+304 B", "-12.5 KiB", "+0.4 B"; for counts "+1.00", "+0.0100".
std::string FormatSlope(Meter meter, double slope);

// The same without its sign, where that is known: "304 B".
std::string FormatAmount(Meter meter, double slope);

// A reading of a meter: "8.1 MiB", "1,204".
std::string FormatReading(Meter meter, double value);

// A one-line drawing of a series, lowest to highest: "▁▂▃▅▇█". The newest `width` values.
std::string Sparkline(const double* values, size_t count, size_t width);

}  // namespace seep
