#include "stats/decision.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
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

// A flat end has to be so many times as long as the longest pause between two steps, and longer
// where only the last quarter was flat: there has been growth until shortly before.
constexpr double kPausesHalf = 2;
constexpr double kPausesQuarter = 4;

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

double Mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Do the increments differ by no more than counting in whole steps of the meter makes them? Then
// there is no noise, and their mean is exact to one step.
bool OnlyQuantised(std::span<const double> increments, double step_slope) {
  const auto [low, high] = std::minmax_element(increments.begin(), increments.end());
  return *high - *low <= 2 * step_slope;
}

// The law of growth without noise, which a few whole steps in all make: 25 blocks and then 12 in
// half as many requests are linear growth, and medians of 2 and 3 a batch would not show it. One
// step more or less keeps linear growth above kSustainedPace and square-root growth below it from
// about 20 steps on.
GrowthLaw LawOfSteps(double pace_before, double pace_now, double resolution_slope) {
  if (pace_now > 0 && pace_before < kLatePace * pace_now) return GrowthLaw::kLate;
  const double difference = pace_now - kSustainedPace * pace_before;
  if (difference > 0) return GrowthLaw::kSustained;
  return difference < -3 * resolution_slope ? GrowthLaw::kSlowing : GrowthLaw::kUnknown;
}

// Does the growth go on when the requests double? Medians, so that one step neither makes growth
// nor hides that it slows down.
GrowthLaw LawOf(std::span<const double> earlier, std::span<const double> later,
                double resolution_slope) {
  const double step_slope = resolution_slope * static_cast<double>(later.size() + 1);  // a batch's
  if (OnlyQuantised(earlier, step_slope) && OnlyQuantised(later, step_slope)) {
    return LawOfSteps(Mean(earlier), Mean(later), resolution_slope);
  }
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

std::string WhyInconclusive(GrowthLaw law, const Slope& slope, bool cyclic,
                            const Tolerance& tolerance, double x_range) {
  if (slope.low > tolerance.slope && cyclic) {
    return "it grows, but fell before by much of what it grew: that may be a part of a cycle; more "
           "requests would show whole cycles";
  }
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

// The points from one index on, as slopes.
struct Part {
  std::span<const Point> points;
  size_t from = 0;
  double x_range = 0;
  double growth = 0;
  std::vector<Point> envelope;
  std::vector<double> increments;
  Slope slope;
};

// Nothing when there are fewer than two points a batch.
std::optional<Part> PartFrom(std::span<const Point> points, size_t from, const Tolerance& tolerance,
                             const Evidence& evidence) {
  Part part;
  part.points = points.subspan(from);
  part.from = from;
  part.x_range = points.back().x - points[from].x;
  part.envelope = LowerEnvelope(points.subspan(from), evidence.batches);
  if (part.envelope.empty()) return std::nullopt;
  part.growth = part.envelope.back().y - part.envelope.front().y;
  part.increments = Increments(part.envelope);
  part.slope = SlopeOf(part.increments, evidence.confidence, tolerance.resolution / part.x_range);
  return part;
}

// The slopes of the part before `later`. The step from the one to the other belongs to the earlier:
// with it, each part has one slope a batch, but for the first batch of all.
std::vector<double> EarlierIncrements(std::span<const Point> points, const Part& later,
                                      const Evidence& evidence) {
  const size_t quarter = IndexAt(points, 0.25);
  std::vector<Point> earlier =
      LowerEnvelope(points.subspan(quarter, later.from - quarter), evidence.batches / 2);
  if (earlier.empty()) return {};
  if (later.envelope.front().x > earlier.back().x) earlier.push_back(later.envelope.front());
  return Increments(earlier);
}

// Growth may come in steps with flat stretches between them: a flat end proves something only if it
// is clearly longer than the stretches before. A step counts when, coming again and again at the
// same distance, it would be a leak. The level that three readings in a row did not fall below is
// looked at, so that one reading that came too early makes no step.
bool OutlastsPauses(std::span<const Point> points, const Tolerance& tolerance, double times) {
  double level = points.front().y;
  double step_x = points.front().x;       // of the last step of any pace
  double leak_step_x = points.front().x;  // of the last that counts
  double longest_pause = 0;
  for (size_t i = 0; i + 2 < points.size(); ++i) {
    const double held = std::min({points[i].y, points[i + 1].y, points[i + 2].y});
    const double rise = held - level;
    if (rise < tolerance.floor) continue;
    const double pause = points[i].x - step_x;
    if (rise > tolerance.slope * pause) {
      longest_pause = std::max(longest_pause, pause);
      leak_step_x = points[i].x;
    }
    level = held;
    step_x = points[i].x;
  }
  return points.back().x - leak_step_x >= times * longest_pause;
}

// Would a leak at the tolerance have shown, and did none? The slope that says so, if one does: that
// of the batches, or what the whole range of the readings leaves room for.
std::optional<Slope> CleanSlope(const Part& part, std::span<const Point> points,
                                const Tolerance& tolerance, double pauses) {
  if (tolerance.slope * part.x_range < tolerance.floor) return std::nullopt;
  if (!OutlastsPauses(points, tolerance, pauses)) return std::nullopt;
  if (part.slope.high < tolerance.slope) return part.slope;
  const Slope range = RangeSlope(part.points, tolerance.resolution);
  return range.high < tolerance.slope ? std::optional(range) : std::nullopt;
}

void Take(const Part& part, Verdict& verdict) {
  verdict.judged_from = part.from;
  verdict.slope = part.slope;
  verdict.growth = part.growth;
}

// Calls the series clean if the part says so.
bool CallClean(const Part& part, std::span<const Point> points, const Tolerance& tolerance,
               double pauses, Verdict& verdict) {
  const auto slope = CleanSlope(part, points, tolerance, pauses);
  if (!slope) return false;
  Take(part, verdict);
  verdict.slope = *slope;
  verdict.outcome = Outcome::kClean;
  verdict.law = GrowthLaw::kFlat;
  verdict.reason = "no growth beyond the tolerance";
  return true;
}

}  // namespace

Verdict Decide(std::span<const Point> points, const Tolerance& tolerance,
               const Evidence& evidence) {
  CHECK(evidence.batches >= 4 && evidence.batches % 2 == 0);
  Verdict verdict;
  verdict.confidence = evidence.confidence;
  verdict.reason = "too few readings; more requests would decide";
  if (points.size() < evidence.points_min) return verdict;

  const auto half = PartFrom(points, IndexAt(points, 0.5), tolerance, evidence);
  if (!half) return verdict;
  const std::vector<double> earlier = EarlierIncrements(points, *half, evidence);
  if (earlier.empty()) return verdict;
  const double resolution_slope = tolerance.resolution / half->x_range;
  Take(*half, verdict);
  verdict.earlier_slope = Median(earlier);
  verdict.law = LawOf(earlier, half->increments, resolution_slope);

  const bool cyclic = DeepestFall(points) > half->growth * kFallShare;
  if (half->slope.low > tolerance.slope && verdict.law == GrowthLaw::kSustained &&
      half->growth > tolerance.floor && !cyclic) {
    verdict.outcome = Outcome::kLeak;
    verdict.reason = "it grows steadily and does not slow down";
    return verdict;
  }
  if (CallClean(*half, points, tolerance, kPausesHalf, verdict)) return verdict;
  // A warm-up that reached into the half may have ended in it.
  const auto last = PartFrom(points, IndexAt(points, 0.75), tolerance, evidence);
  if (last && CallClean(*last, points, tolerance, kPausesQuarter, verdict)) return verdict;
  verdict.reason = WhyInconclusive(verdict.law, half->slope, cyclic, tolerance, half->x_range);
  return verdict;
}

}  // namespace seep
