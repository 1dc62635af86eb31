#include "stats/single_fit.h"

#include <cmath>
#include <utility>

namespace seep {
namespace {

using Eigen::VectorXd;

constexpr int kRefinements = 5;

std::optional<SingleFit> FitWith(const FitData& data, const WarmUp& warm_up) {
  const VectorXd shape = data.Shape(warm_up);
  const double xx = data.x.squaredNorm();
  const double hh = shape.squaredNorm();
  const double xh = data.x.dot(shape);
  const double determinant = xx * hh - xh * xh;
  if (determinant <= 1e-9 * xx * hh) return std::nullopt;
  const double xy = data.x.dot(data.y);
  const double hy = shape.dot(data.y);
  SingleFit fit;
  fit.warm_up = warm_up;
  fit.warm_up.from = data.share[0];
  fit.parameters = 4;  // and the warm-up's weight and scale
  fit.slope = (xy * hh - hy * xh) / determinant;
  fit.weight = (hy * xx - xy * xh) / determinant;
  fit.variance = hh / determinant;
  fit.trade = xh / hh;
  const bool late = warm_up.shape == WarmUpShape::kHinge && warm_up.scale <= kLateStartMost;
  if (fit.weight < 0 && !late) return std::nullopt;
  if (fit.weight > 0 && fit.slope < 0) {
    fit.weight = fit.WeightAt(0);  // what grows while it warms up does not shrink for good
    fit.slope = 0;
  }
  fit.rest = fit.weight * shape;
  fit.squares = fit.Residuals(data).squaredNorm();
  return fit;
}

// Scales around the best of the shape's, closer and closer.
void Refine(const FitData& data, WarmUpShape shape, double factor, std::vector<SingleFit>& fits) {
  const SingleFit* best = nullptr;
  for (const SingleFit& fit : fits) {
    if (fit.warm_up.shape == shape && (best == nullptr || fit.squares < best->squares)) best = &fit;
  }
  if (best == nullptr) return;
  WarmUp center = best->warm_up;
  double squares = best->squares;
  for (int step = 0; step < kRefinements; ++step, factor = std::sqrt(factor)) {
    const WarmUp around = center;
    for (const double by : {1 / factor, factor}) {
      WarmUp warm_up = around;
      warm_up.scale *= by;
      if (shape == WarmUpShape::kHinge && warm_up.scale > kHingeMost) continue;
      std::optional<SingleFit> fit = FitWith(data, warm_up);
      if (!fit) continue;
      if (fit->squares < squares) {
        squares = fit->squares;
        center = warm_up;
      }
      fits.push_back(std::move(*fit));
    }
  }
}

}  // namespace

double SingleFit::EndSlope() const {
  const double from = 1 - 0.25 * (1 - warm_up.from);
  return weight * (warm_up.At(1) - warm_up.At(from)) / (1 - from);
}

std::vector<SingleFit> FitSingles(const FitData& data) {
  std::vector<SingleFit> fits = {{FitLinear(data), {}, 0, 0}};
  for (const WarmUp& warm_up : WarmUps()) {
    if (auto fit = FitWith(data, warm_up)) fits.push_back(std::move(*fit));
  }
  Refine(data, WarmUpShape::kExponential, 1.3, fits);
  Refine(data, WarmUpShape::kLogarithmic, 1.7, fits);
  Refine(data, WarmUpShape::kHinge, 1.2, fits);
  return fits;
}

}  // namespace seep
