#pragma once
// Readings and growth models as centred vectors: what least squares work on.

#include <span>

#include <Eigen/Core>

#include "model/verdict.h"
#include "stats/warm_up.h"

namespace seep {

struct FitData {
  Eigen::VectorXd share;  // x as a share of the last x
  Eigen::VectorXd x;      // the same, centred
  Eigen::VectorXd y;      // centred

  // A warm-up that reaches 1 at the end of the range, centred.
  Eigen::VectorXd Shape(WarmUp warm_up) const;
};
FitData MakeFitData(std::span<const Point> points);

// y = slope * x + rest + noise. The slope is for the whole range of x.
struct GrowthFit {
  double slope = 0;
  double squares = 0;     // sum of the residuals'
  double parameters = 2;  // fitted, the level included
  double variance = 0;    // of the slope, for noise of variance 1
  Eigen::VectorXd rest;   // what warms up, at each reading; centred

  Eigen::VectorXd Residuals(const FitData& data) const { return data.y - slope * data.x - rest; }
};
GrowthFit FitLinear(const FitData& data);

}  // namespace seep
