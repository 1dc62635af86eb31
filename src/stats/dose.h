#pragma once
// Dose and response: growth per request, per connection and per second, from steps that had
// different amounts of each.

#include <cstddef>
#include <cstdint>
#include <span>

#include "model/dose.h"

namespace seep {

// What went on between two readings, and what a meter gained in it.
struct DoseStep {
  double requests = 0;  // 0: a pause
  double connections = 0;
  double seconds = 0;
  double growth = 0;
  size_t round = 0;     // steps of one round are not independent of each other
  size_t position = 0;  // in its round: steps in one position may all be rounded the same way
};

// The rates by ordinary least squares without an intercept, with delete-a-group jackknife intervals
// over rounds (J. Shao, D. Tu, "The Jackknife and Bootstrap", 1995, §2.3), which need no model of
// the noise; and no narrower than whole steps of the meter (`resolution`), rounded the same way at
// every step of a position, could shift them. A rate is left out when fewer than five rounds were
// read in parts of different connections (connections), or fewer than three pauses (seconds), or
// when another rate explains it.
//
// A driver is named when its part of the growth under traffic is at least 70 % with all of its
// interval and the others' are at most 30 %; kMixed when two are at least 10 % each, and all are
// known to 30 %.
DoseResponse EstimateDose(std::span<const DoseStep> steps, double resolution, double confidence);

}  // namespace seep
