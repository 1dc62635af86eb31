#include "stats/sustained.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/students_t.hpp>

#include "base/check.h"
#include "stats/fit_data.h"
#include "stats/mixture_fit.h"
#include "stats/single_fit.h"

namespace seep {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

// Growth that began before this share of the x range can be a leak's; later, it may be anything.
constexpr double kLateStart = 0.3;
// The growth slows down if that is so many standard errors off linear.
constexpr double kSlowsAt = 2.5;
// No shape is exactly the server's: the slope beside it may be higher by this share of the slope
// that the warm-up has at the end.
constexpr double kModelError = 0.02;
constexpr double kMixtureError = 0.05;  // where no shape fits, and it is a mixture's slope
constexpr double kCorrelationMax = 0.98;
constexpr int kBisections = 12;
constexpr int kDoublings = 40;

// Lag-1 autocorrelation, at least 0. Residuals of a fit show less of it than the noise has, by
// about (k + (k + 2) r) / n with k parameters (for k = 1: Marriott and Pope 1954).
double Correlation(const VectorXd& residuals, double parameters) {
  const Index n = residuals.size();
  const double squares = residuals.squaredNorm();
  if (squares <= 0) return 0;
  const double raw = residuals.head(n - 1).dot(residuals.tail(n - 1)) / squares;
  const double corrected = raw + (parameters + (parameters + 2) * raw) / static_cast<double>(n);
  return std::clamp(corrected, 0.0, kCorrelationMax);
}

// What the noise about the best model allows other models to be worse by.
struct Margin {
  double best = 0;         // sum of squares
  double variance = 0;     // of the noise
  double correlation = 0;  // of neighbours
  double freedom = 0;
  double Inflation() const { return (1 + correlation) / (1 - correlation); }
  double SquaresMax(double t) const { return best + t * t * variance * Inflation(); }
  // With so many parameters more.
  double SquaresMax(double confidence, double parameters) const {
    const boost::math::chi_squared chi_squared(parameters);
    return best + boost::math::quantile(chi_squared, confidence) * variance * Inflation();
  }
  double Quantile(double confidence) const {
    const boost::math::students_t student(std::max(3.0, freedom / Inflation()));
    return boost::math::quantile(student, 0.5 + confidence / 2);
  }
};

Margin MarginOf(const FitData& data, const GrowthFit& best, double resolution) {
  Margin margin;
  margin.best = best.squares;
  margin.freedom = std::max(1.0, static_cast<double>(data.y.size()) - best.parameters);
  margin.variance = std::max(best.squares / margin.freedom, resolution * resolution / 12);
  margin.correlation = Correlation(best.Residuals(data), best.parameters);
  return margin;
}

// Between a slope that some mixture of warm-ups allows and one that none does: where that changes,
// from the outside.
double Edge(const MixtureFits& mixtures, double inside, double outside, double squares_max) {
  for (int i = 0; i < kBisections; ++i) {
    const double middle = (inside + outside) / 2;
    (mixtures.With(middle).squares <= squares_max ? inside : outside) = middle;
  }
  return outside;
}

// The least slope that some mixture of warm-ups allows, from 0 on.
double LeastSlope(const MixtureFits& mixtures, double best, double squares_max) {
  if (mixtures.With(0).squares <= squares_max) return 0;
  return Edge(mixtures, best, 0, squares_max);
}

// The highest. `reach` is a first guess of how far it is from the best; not finite if there is
// none, as rounding can make it seem where the noise is nothing beside the readings.
double HighestSlope(const MixtureFits& mixtures, double best, double reach, double squares_max) {
  for (int i = 0; i < kDoublings; ++i, reach *= 2) {
    if (mixtures.With(best + reach).squares > squares_max) {
      return Edge(mixtures, best, best + reach, squares_max);
    }
  }
  return std::numeric_limits<double>::infinity();
}

// Of what warms up, over the last quarter of the readings, for the whole range of x.
double EndSlope(const FitData& data, const VectorXd& rest) {
  const Index last = rest.size() - 1;
  const Index from = last * 3 / 4;
  return std::max((rest[last] - rest[from]) / (data.share[last] - data.share[from]), 0.0);
}

double Reach(double variance, double squares) { return std::sqrt(variance * squares); }

// The highest slope that one warm-up, or none, or growth that began late allows.
double HighestSlope(const std::vector<SingleFit>& fits, bool slows, double squares_max,
                    double highest) {
  for (const SingleFit& fit : fits) {
    if (fit.squares > squares_max || !(slows || ToldFromLinear(fit.warm_up))) continue;
    const double high = fit.slope + Reach(fit.variance, squares_max - fit.squares);
    const bool late = fit.weight < 0;
    // Beyond where the warm-up would be negative, another fit has the bound.
    const double most = late || fit.WeightAt(high) >= 0 || fit.trade <= 0
                            ? high
                            : fit.slope + fit.weight / fit.trade;
    highest = std::max(highest, most + kModelError * std::max(fit.EndSlope(), 0.0));
  }
  return highest;
}

// The shapes of the grid, and those at the scales that single fits were refined to: a mixture has
// to fit at least as well as any of them, or the bound that it gives is that of a worse model.
std::vector<WarmUp> MixedShapes(const std::vector<SingleFit>& singles) {
  std::vector<WarmUp> shapes = WarmUps();
  const auto beyond = static_cast<std::ptrdiff_t>(shapes.size());
  for (const SingleFit& fit : singles) {
    const bool new_scale =
        std::none_of(shapes.begin(), shapes.begin() + beyond, [&](const WarmUp& warm_up) {
          return warm_up.shape == fit.warm_up.shape && warm_up.scale == fit.warm_up.scale;
        });
    if (fit.weight > 0 && new_scale) shapes.push_back(fit.warm_up);
  }
  return shapes;
}

}  // namespace

SustainedGrowth FitSustained(std::span<const Point> points, double confidence, double resolution) {
  CHECK(points.size() >= 12);
  const FitData data = MakeFitData(points);
  const std::vector<SingleFit> singles = FitSingles(data);
  const GrowthFit& linear = singles.front();
  const SingleFit& single = *std::min_element(
      singles.begin(), singles.end(),
      [](const GrowthFit& a, const GrowthFit& b) { return a.squares < b.squares; });

  const bool slows =
      single.weight > 0 && linear.squares > MarginOf(data, single, resolution).SquaresMax(kSlowsAt);
  const MixtureFits mixtures(data, MixedShapes(singles), slows);
  const GrowthFit mixture = mixtures.Best();
  // The simpler model, unless it clearly does not fit: a mixture fits to some of the noise, too.
  const double squares_mixture =
      MarginOf(data, mixture, resolution).SquaresMax(confidence, mixture.parameters);
  const bool simple = single.squares <= squares_mixture;
  const GrowthFit& best = simple ? single : mixture;
  const Margin margin = MarginOf(data, best, resolution);
  const double squares_max = margin.SquaresMax(margin.Quantile(confidence));

  SustainedGrowth growth;
  growth.slows = slows;
  growth.slope = {.estimate = best.slope, .low = best.slope, .high = best.slope};
  growth.late = mixture.squares > squares_max && linear.squares > squares_max &&
                single.weight < 0 && single.warm_up.scale > kLateStart;
  bool bounded = false;  // by the model that the estimate is of, or by one that fits as well
  if (mixture.squares <= squares_max) {
    bounded = true;
    growth.slope.low = std::min(growth.slope.low, LeastSlope(mixtures, mixture.slope, squares_max));
  }
  for (const SingleFit& fit : singles) {
    const bool straight = fit.warm_up.shape == WarmUpShape::kNone;
    const bool began_late = fit.weight < 0 && fit.warm_up.scale <= kLateStart;
    if (fit.squares > squares_max || !(straight || began_late || &fit == &single)) continue;
    bounded = true;
    const double low = fit.slope - Reach(fit.variance, squares_max - fit.squares);
    growth.slope.low = std::min(growth.slope.low, fit.weight > 0 ? std::max(low, 0.0) : low);
  }
  CHECK(bounded);
  growth.slope.high =
      simple ? HighestSlope(singles, slows, squares_max, best.slope)
             : HighestSlope(mixtures, mixture.slope,
                            Reach(linear.variance, squares_max - mixture.squares), squares_max) +
                   kMixtureError * EndSlope(data, mixture.rest);

  const double range = points.back().x;
  growth.slope.estimate /= range;
  growth.slope.low = (growth.slope.low - resolution) / range;
  growth.slope.high = (growth.slope.high + resolution) / range;
  CHECK(growth.slope.low <= growth.slope.estimate && growth.slope.estimate <= growth.slope.high);
  growth.rest.assign(best.rest.data(), best.rest.data() + best.rest.size());
  growth.warm_up = growth.rest.back() - growth.rest.front();
  growth.deviation = std::sqrt(margin.variance);
  growth.correlation = margin.correlation;
  return growth;
}

}  // namespace seep
