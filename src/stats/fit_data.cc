#include "stats/fit_data.h"

namespace seep {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

void Center(VectorXd& values) { values.array() -= values.mean(); }

}  // namespace

VectorXd FitData::Shape(WarmUp warm_up) const {
  warm_up.from = share[0];
  VectorXd shape = share.unaryExpr([&](double at) { return warm_up.At(at); });
  Center(shape);
  return shape;
}

FitData MakeFitData(std::span<const Point> points) {
  const auto count = static_cast<Index>(points.size());
  FitData data{.share = VectorXd(count), .x = {}, .y = VectorXd(count)};
  for (Index i = 0; i < count; ++i) {
    const Point& point = points[static_cast<size_t>(i)];
    data.share[i] = point.x / points.back().x;
    data.y[i] = point.y;
  }
  data.x = data.share;
  Center(data.x);
  Center(data.y);
  return data;
}

GrowthFit FitLinear(const FitData& data) {
  GrowthFit fit;
  fit.variance = 1 / data.x.squaredNorm();
  fit.slope = data.x.dot(data.y) * fit.variance;
  fit.rest = VectorXd::Zero(data.x.size());
  fit.squares = fit.Residuals(data).squaredNorm();
  return fit;
}

}  // namespace seep
