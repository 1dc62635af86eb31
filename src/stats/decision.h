#pragma once
// The three-way decision on one series: LEAK, CLEAN or not yet.

#include <span>

#include "model/verdict.h"

namespace seep {

// How much evidence is enough. The defaults are what the product uses; docs/statistics.md derives
// them.
struct Evidence {
  double confidence = 0.9995;      // of one look's interval, two-sided
  double even_confidence = 0.999;  // of the interval from a few batches
  size_t batches = 8;
  size_t points_min = 24;  // readings before anything is decided
  bool last_look = false;  // nothing more will be read
};

// Judges a whole series of quiet-moment readings, warm-up included, x ascending and counted from 0:
//
// LEAK: the lower bound of the sustained slope (stats/sustained.h) is above tolerance.slope, over
// the whole range or over the later half, and so is that of what grows evenly from batch to batch;
// it makes more than tolerance.floor, did not begin late, goes on at the end, and no fall before is
// half as large. At the last look also growth in bursts: the interval of the mean increment of 20
// parts of the range is above it, and the later half grew by three quarters of the first at least.
//
// CLEAN: its upper bound is below tolerance.slope, or the end has been flat for long enough
// (stats/flat_end.h).
//
// INCONCLUSIVE: otherwise, with the reason.
//
// One or two steps are left out of it all. docs/statistics.md has the whole method.
Verdict Decide(std::span<const Point> points, const Tolerance& tolerance,
               const Evidence& evidence = {});

}  // namespace seep
