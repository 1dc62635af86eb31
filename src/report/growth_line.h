#pragma once
// The growth that was found, as a line through the readings.

#include <optional>

#include "model/run_result.h"

namespace seep {

// From the beginning of what is judged, or the end of the warm-up if that is later, to the last
// reading. The bounds are lines of the interval's slopes, which cross the line near its end.
struct GrowthLine {
  double x_from = 0;
  double x_to = 0;
  Slope y_from;  // y at either end: on the line, and on the lines of the lower and higher slope
  Slope y_to;
};

// The decision is on slopes and has no level: the line is as high as the median of the readings in
// its last quarter has it. The growth is that beside a warm-up, which has died out most by then;
// before it the readings may be below the line. Nothing where there were too few to judge.
std::optional<GrowthLine> GrowthLineOf(const MeterVerdict& judged);

}  // namespace seep
