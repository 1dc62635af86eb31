#pragma once
// The growth that goes on, apart from the growth that dies out.

#include <span>
#include <vector>

#include "model/verdict.h"

namespace seep {

struct SustainedGrowth {
  Slope slope;               // bounds: of all models that the readings allow
  std::vector<double> rest;  // the best model without its slope, at each reading, in units of y
  double warm_up = 0;        // what of the growth dies out, by the best model, in units of y
  double deviation = 0;      // of the noise about the best model
  double correlation = 0;    // of neighbouring readings' noise, 0 … 1
  bool slows = false;        // clearly slower and slower
  bool late = false;         // no model fits whose growth began in the first part of the range
};

// Fits y = level + slope * x + any mixture of WarmUps(), none of them negative, + noise, and gives
// the profile-likelihood interval of the slope: those slopes with which some mixture makes the sum
// of squares no worse than the best by more than Student's quantile at `confidence` (two-sided)
// allows. Mixtures of exponentials, logarithms and bounds take on the shape of about anything that
// slows down and dies out. The noise may be autocorrelated (AR(1), estimated from the residuals)
// and is taken to be at least what whole steps of `resolution` make. At least 12 points; x
// ascending, counted from 0.
SustainedGrowth FitSustained(std::span<const Point> points, double confidence, double resolution);

}  // namespace seep
