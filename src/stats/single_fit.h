#pragma once
// Linear growth and one warm-up.

#include <optional>
#include <vector>

#include "stats/fit_data.h"

namespace seep {

struct SingleFit : GrowthFit {
  WarmUp warm_up;
  double weight = 0;  // of the warm-up, in units of y. Below 0: growth that began with the hinge
  // The weight that fits best with another slope: weight - trade * (that slope - slope).
  double trade = 0;

  double WeightAt(double other) const { return weight - trade * (other - slope); }
  double EndSlope() const;  // the warm-up's own, over the last quarter of the range
};

// The linear fit, and one with each of WarmUps() and with scales between those that fit best, where
// they can be told apart from linear growth at all. A warm-up grows, and beside it the slope is at
// least 0; only a hinge up to kLateStartMost may be negative.
std::vector<SingleFit> FitSingles(const FitData& data);

// Growth that began after this share of the range is not looked for: a longer run would show it.
inline constexpr double kLateStartMost = 0.5;

}  // namespace seep
