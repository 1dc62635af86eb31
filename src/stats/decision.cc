#include "stats/decision.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/check.h"
#include "stats/trend.h"

namespace seep {
namespace {

// Growth of which a second half at less than this share of the pace before is called slowing.
// Doubling the requests keeps the pace of linear growth at 1, and takes that of square-root growth
// to 0.71 and of logarithmic growth to 0.5: half way.
constexpr double kSustainedPace = 0.85;
// A quarter that grew at less than this share of the half after it: growth began late. (Quadratic
// growth: 0.5.)
constexpr double kLatePace = 0.4;

// Growth with a fall of more than this share of it in between may be one part of a cycle.
constexpr double kFallShare = 0.5;

// Index of the first point at or beyond this share of the x range, which starts at 0: warm-up is
// behind it in units of work done.
size_t IndexAt(std::span<const Point> points, double share) {
  const double x = points.back().x * share;
  const auto it =
      std::partition_point(points.begin(), points.end(), [x](const Point& p) { return p.x < x; });
  return static_cast<size_t>(it - points.begin());
}

// Standard deviation as the median distance from the median suggests it (1.4826 for a normal
// distribution).
double RobustDeviation(std::span<const double> values) {
  const double center = Median(values);
  std::vector<double> distances;
  for (const double value : values) distances.push_back(std::abs(value - center));
  return 1.4826 * Median(distances);
}

// The standard error of a median is 1.2533 times that of a mean.
double MedianVariance(std::span<const double> values, double resolution_slope) {
  const double deviation = 1.2533 * std::max(RobustDeviation(values), resolution_slope);
  return deviation * deviation / static_cast<double>(values.size());
}

// Does the growth go on when the requests double? Medians, so that one step neither makes growth
// nor hides that it slows down.
GrowthLaw LawOf(std::span<const double> earlier, std::span<const double> later,
                double resolution_slope) {
  const double pace_before = Median(earlier);
  const double pace_now = Median(later);
  const double difference = pace_now - kSustainedPace * pace_before;
  const double error =
      std::sqrt(MedianVariance(later, resolution_slope) +
                kSustainedPace * kSustainedPace * MedianVariance(earlier, resolution_slope));
  const double margin = 2 * error;  // about 95 %, one-sided, for so few values
  if (pace_now > 0 && pace_before < kLatePace * pace_now) return GrowthLaw::kLate;
  if (difference > margin) return GrowthLaw::kSustained;
  if (difference < -margin) return GrowthLaw::kSlowing;
  return GrowthLaw::kUnknown;
}

// The deepest fall from an earlier peak. What a collector or a cache gives back later is not known
// to be lost.
double DeepestFall(std::span<const Point> points) {
  double peak = points.front().y;
  double fall = 0;
  for (const Point& point : points) {
    peak = std::max(peak, point.y);
    fall = std::max(fall, peak - point.y);
  }
  return fall;
}

std::string WhyInconclusive(GrowthLaw law, const Slope& slope, const Tolerance& tolerance,
                            double x_range) {
  if (slope.low > tolerance.slope && law == GrowthLaw::kSlowing) {
    return "it grows, but ever more slowly: that may be a warm-up; more requests would show "
           "whether it ends";
  }
  if (slope.low > tolerance.slope && law == GrowthLaw::kLate) {
    return "it began to grow late in the run; more requests would show whether that goes on";
  }
  if (slope.low > tolerance.slope && law == GrowthLaw::kUnknown) {
    return "it grows, but too unevenly to tell whether that goes on; more requests would show it";
  }
  if (slope.low > tolerance.slope) {
    return "it grows steadily, but by too little in all to call it a leak; more requests would "
           "decide";
  }
  if (tolerance.slope * x_range < tolerance.floor) {
    return "there were too few requests for a leak to show; more requests would decide";
  }
  return "the readings vary too much to tell; more requests, or a quieter machine, would decide";
}

}  // namespace

Verdict Decide(std::span<const Point> points, const Tolerance& tolerance,
               const Evidence& evidence) {
  CHECK(evidence.batches >= 4 && evidence.batches % 2 == 0);
  Verdict verdict;
  verdict.confidence = evidence.confidence;
  verdict.reason = "too few readings; more requests would decide";
  if (points.size() < evidence.points_min) return verdict;

  const size_t quarter = IndexAt(points, 0.25);
  const size_t half = IndexAt(points, 0.5);
  const std::vector<Point> later = LowerEnvelope(points.subspan(half), evidence.batches);
  const std::vector<Point> earlier =
      LowerEnvelope(points.subspan(quarter, half - quarter), evidence.batches / 2);
  if (later.empty() || earlier.empty()) return verdict;

  const double x_range = points.back().x - points[half].x;
  const double resolution_slope = tolerance.resolution / x_range;
  const std::vector<double> later_increments = Increments(later);
  std::vector<double> earlier_increments = Increments(earlier);
  // The step from the one part to the other belongs to the earlier: with it, each part has one
  // increment a batch but the first.
  const double crossing = later.front().x - earlier.back().x;
  if (crossing > 0) earlier_increments.push_back((later.front().y - earlier.back().y) / crossing);

  verdict.judged_from = half;
  verdict.slope = SlopeOf(later_increments, evidence.confidence, resolution_slope);
  verdict.earlier_slope = Median(earlier_increments);
  verdict.growth = later.back().y - later.front().y;
  verdict.law = LawOf(earlier_increments, later_increments, resolution_slope);

  const bool cyclic = DeepestFall(points) > verdict.growth * kFallShare;
  if (verdict.slope.low > tolerance.slope && verdict.law == GrowthLaw::kSustained &&
      verdict.growth > tolerance.floor && !cyclic) {
    verdict.outcome = Outcome::kLeak;
    verdict.reason = "it grows steadily and does not slow down";
  } else if (verdict.slope.high < tolerance.slope && tolerance.slope * x_range >= tolerance.floor) {
    verdict.outcome = Outcome::kClean;
    verdict.law = GrowthLaw::kFlat;
    verdict.reason = "no growth beyond the tolerance";
  } else {
    verdict.reason = WhyInconclusive(verdict.law, verdict.slope, tolerance, x_range);
  }
  return verdict;
}

}  // namespace seep
