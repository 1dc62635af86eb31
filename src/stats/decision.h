#pragma once
// The three-way decision on one series: LEAK, CLEAN or not yet.

#include <span>

#include "model/verdict.h"

namespace seep {

// How much evidence is enough. The defaults are what the product uses; docs/statistics.md derives
// them.
struct Evidence {
  double confidence = 0.99;  // of one look, two-sided
  size_t batches = 8;        // over the judged half
  size_t points_min = 32;    // readings before anything is decided
};

// Judges a whole series of quiet-moment readings, warm-up included, x ascending:
//
// LEAK: over the later half of the x range the lower bound of the slope is above tolerance.slope,
// the growth is above tolerance.floor, and it is sustained: the quarter of the range before grew
// too, and not clearly faster.
//
// CLEAN: the upper bound is below tolerance.slope, over the later half or over the last quarter.
//
// INCONCLUSIVE: otherwise, with the reason.
//
// The warm-up is found from the data: what happened in the first half can hold LEAK back and never
// causes it. docs/statistics.md has the whole method.
Verdict Decide(std::span<const Point> points, const Tolerance& tolerance,
               const Evidence& evidence = {});

}  // namespace seep
