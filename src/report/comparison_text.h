#pragma once
// Two runs beside each other, as a person reads it.

#include <string>

#include "model/comparison.h"
#include "report/style.h"

namespace seep {

// The answer, and a line a meter: growth before, growth now, the difference with its interval. Ends
// with a line feed.
std::string ComparisonText(const Comparison& comparison, const Style& style);

}  // namespace seep
