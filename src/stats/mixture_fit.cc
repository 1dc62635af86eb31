#include "stats/mixture_fit.h"

#include <vector>

#include "stats/nonnegative.h"

namespace seep {

using Eigen::Index;
using Eigen::VectorXd;

MixtureFits::MixtureFits(const FitData& data, std::span<const WarmUp> warm_ups, bool all)
    : data_(data) {
  std::vector<VectorXd> columns = {data.x};
  for (const WarmUp& warm_up : warm_ups) {
    if (!all && !ToldFromLinear(warm_up)) continue;
    VectorXd shape = data.Shape(warm_up);
    if (shape.squaredNorm() > 0) columns.push_back(std::move(shape));
  }
  columns_.resize(data.x.size(), static_cast<Index>(columns.size()));
  for (size_t k = 0; k < columns.size(); ++k) {
    columns_.col(static_cast<Index>(k)) = columns[k].normalized();
  }
  products_ = columns_.transpose() * columns_;
  aims_ = columns_.transpose() * data.y;
}

GrowthFit MixtureFits::Best() const {
  const VectorXd weights = NonNegativeLeastSquares(products_, aims_);
  return Make(weights[0] / data_.x.norm(), weights.tail(weights.size() - 1));
}

GrowthFit MixtureFits::With(double slope) const {
  const Index count = aims_.size() - 1;
  const VectorXd aims = aims_.tail(count) - slope * data_.x.norm() * products_.col(0).tail(count);
  return Make(slope, NonNegativeLeastSquares(products_.bottomRightCorner(count, count), aims));
}

GrowthFit MixtureFits::Make(double slope, const VectorXd& weights) const {
  GrowthFit fit;
  fit.slope = slope;
  fit.parameters = 2 + static_cast<double>((weights.array() > 0).count());
  fit.rest = columns_.rightCols(weights.size()) * weights;
  fit.squares = fit.Residuals(data_).squaredNorm();
  return fit;
}

}  // namespace seep
