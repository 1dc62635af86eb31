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

// What x counts, one of it: "a request", "an operation".
std::string Each(std::string_view per);

// What is gained by each of what x counts, which is not negative: "304 B a request", "2 a request",
// "1 every 100 requests".
std::string FormatPace(Meter meter, double slope, std::string_view per);

// The interval goes so far from the estimate that it makes another figure of it, and is to be told.
bool IsUncertain(const Slope& slope);

// A reading of a meter: "8.1 MiB", "1,204".
std::string FormatReading(Meter meter, double value);

}  // namespace seep
