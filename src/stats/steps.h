#pragma once
// Steps: memory that is taken at once and kept.

#include <cstddef>
#include <span>
#include <vector>

#include "model/verdict.h"

namespace seep {

struct Unstepped {
  std::vector<Point> points;  // without the steps
  size_t steps = 0;           // found
  double rise = 0;            // their sum
};

// Finds at most `most` upward steps that stand out of the growth and the noise between neighbouring
// readings, largest first, and takes them out of the series. Growth by one or two steps is not
// growth per request.
Unstepped WithoutSteps(std::span<const Point> points, size_t most, double resolution);

}  // namespace seep
