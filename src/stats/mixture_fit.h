#pragma once
// Linear growth and a mixture of warm-ups: what takes on the shape of about anything that slows
// down and dies out.

#include <span>

#include <Eigen/Core>

#include "stats/fit_data.h"

namespace seep {

class MixtureFits {
 public:
  // With these warm-ups, or only with those of them that can be told from linear growth under
  // noise. Keeps a reference to the data.
  MixtureFits(const FitData& data, std::span<const WarmUp> warm_ups, bool all);

  // The best fit, of all slopes from 0 on: what grows while it warms up does not shrink for good.
  GrowthFit Best() const;
  // The best with a given slope.
  GrowthFit With(double slope) const;

 private:
  GrowthFit Make(double slope, const Eigen::VectorXd& weights) const;

  const FitData& data_;
  Eigen::MatrixXd columns_;   // of length 1, x first
  Eigen::MatrixXd products_;  // between columns
  Eigen::VectorXd aims_;      // columns with y
};

}  // namespace seep
