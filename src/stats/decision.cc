#include "stats/decision.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "base/check.h"
#include "stats/flat_end.h"
#include "stats/steps.h"
#include "stats/sustained.h"
#include "stats/trend.h"

namespace seep {
namespace {

// Growth with a fall of more than this share of it in between may be one part of a cycle.
constexpr double kFallShare = 0.5;

// Growth by so many steps is not growth per request.
constexpr size_t kStepsMost = 2;

// A table that grows by half beside what leaks takes more: so many from 10,000 entries to 76,000.
// The leak is what is left without them.
constexpr size_t kStepsApart = 5;

// The judged growth begins where the warm-up has no more to add than this share of what the slope
// adds from there on: two thirds of the growth are then the slope's.
constexpr double kWarmUpShare = 0.5;

// What a curve will come to takes so many times the readings to tell.
constexpr size_t kCurvePoints = 2;

// Growth in bursts is looked for over so many parts of the range; the later half has to have grown
// by this share of what the first did.
constexpr size_t kParts = 20;
constexpr double kLaterShare = 0.75;

// What is still a leak grows over this last share of the range at this share of its pace.
constexpr double kEndShare = 0.1;
constexpr double kEndPace = 0.4;

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

double Range(std::span<const Point> points) { return points.back().x - points.front().x; }

// Growth that a fall before may be the other part of.
bool Cyclic(std::span<const Point> points, double growth) {
  return DeepestFall(points) > std::max(growth, 0.0) * kFallShare;
}

// What is known of a series that is not decided.
std::string WhyInconclusive(const Verdict& verdict, bool cyclic, size_t steps,
                            const Tolerance& tolerance) {
  if (verdict.law == GrowthLaw::kLate) {
    return "it began to grow late in the run; more requests would show whether that goes on";
  }
  if (verdict.slope.low > tolerance.slope && cyclic) {
    return "it grows, but earlier it fell by much of what it had grown: that may be part of a "
           "cycle; more "
           "requests would show whole cycles";
  }
  if (verdict.slope.low > tolerance.slope) {
    return "it grows, but by too little or too unevenly to call it a leak; more requests would "
           "decide";
  }
  if (verdict.slope.high > tolerance.slope && verdict.law == GrowthLaw::kSlowing) {
    return "it grows, but ever more slowly: that may be a warm-up; more requests would show "
           "whether it ends";
  }
  if (tolerance.slope * verdict.range < tolerance.floor) {
    return "there were too few requests for a leak to show; more requests would decide";
  }
  if (verdict.slope.high < 0) {
    return "it falls, which may be part of a cycle; more requests would show whole cycles";
  }
  if (verdict.slope.high < tolerance.slope && steps > 0) {
    return "it grows in steps only, and the last one is too recent to tell whether more follow; "
           "more requests would decide";
  }
  return "the readings vary too much to tell; more requests would decide";
}

// Is it still growing at the end of the range, at a share of the pace at least? What has filled up
// is flat by then.
bool GrowsAtTheEnd(std::span<const Point> points, double slope) {
  std::span<const Point> end = points.subspan(IndexAt(points, 1 - kEndShare));
  if (end.size() < 4) end = points.last(4);  // readings may lie far apart
  return Increments(Means(end, 2)).front() >= kEndPace * slope;
}

// The increments between batches of what is left without the warm-up: growth that only some of
// them have is not growth per request.
Slope EvenGrowth(std::span<const Point> points, const SustainedGrowth& sustained,
                 const Tolerance& tolerance, const Evidence& evidence) {
  std::vector<Point> settled(points.begin(), points.end());
  for (size_t i = 0; i < settled.size(); ++i) settled[i].y -= sustained.rest[i];
  const std::vector<Point> envelope = LowerEnvelope(settled, evidence.batches);
  return SlopeOf(Increments(envelope), evidence.even_confidence,
                 tolerance.resolution / settled.back().x);
}

GrowthLaw LawOf(const SustainedGrowth& sustained, const Tolerance& tolerance) {
  if (sustained.late) return GrowthLaw::kLate;
  if (sustained.slope.low > tolerance.slope) return GrowthLaw::kSustained;
  const double noise = std::max(sustained.deviation, tolerance.resolution);
  return sustained.warm_up > 2 * noise ? GrowthLaw::kSlowing : GrowthLaw::kUnknown;
}

// Index of the first reading from which on the growth is the slope's, and not the warm-up's or that
// of what began late.
size_t GrowsFrom(std::span<const Point> points, const SustainedGrowth& sustained) {
  size_t from = points.size() - 1;
  for (size_t i = 0; i < points.size(); ++i) {
    const double slope_adds = sustained.slope.estimate * (points.back().x - points[i].x);
    if (std::abs(sustained.rest.back() - sustained.rest[i]) > kWarmUpShare * slope_adds) continue;
    from = i;
    break;
  }
  return from;
}

// By the readings since the warm-up's end alone, and enough of them: what begins to die out where
// the warm-up ends has its origin there, and no shape that begins at 0 fits it.
bool LeaksSince(std::span<const Point> points, size_t from, const Tolerance& tolerance,
                const Evidence& evidence) {
  if (from == 0) return true;
  if (points.size() - from < evidence.points_min) return false;
  const std::vector<Point> since = FromZero(points.subspan(from));
  const SustainedGrowth sustained = FitSustained(since, evidence.confidence, tolerance.resolution);
  return !sustained.late && sustained.slope.low > tolerance.slope;
}

// A leak, and from which of the points on.
std::optional<size_t> LeaksFrom(std::span<const Point> points, const SustainedGrowth& sustained,
                                bool cyclic, const Tolerance& tolerance, const Evidence& evidence) {
  const bool leaks = !sustained.late && !cyclic && sustained.slope.low > tolerance.slope &&
                     sustained.slope.estimate * Range(points) > tolerance.floor &&
                     GrowsAtTheEnd(points, sustained.slope.estimate) &&
                     EvenGrowth(points, sustained, tolerance, evidence).low > tolerance.slope;
  if (!leaks) return std::nullopt;
  const size_t from = GrowsFrom(points, sustained);
  return LeaksSince(points, from, tolerance, evidence) ? std::optional(from) : std::nullopt;
}

// Growth in bursts is a random walk with a drift: what one round adds says nothing about the next.
// The drift is the mean of the increments, which Student's interval is for, where a fit with
// autocorrelated noise allows about any slope. What ten equal steps make is not enough for it,
// and neither is a cycle, whose falls are increments too; what warms up slows down.
bool GrowsInBursts(std::span<const Point> points, const Tolerance& tolerance,
                   const Evidence& evidence, Verdict& verdict) {
  std::vector<Point> ends;
  for (size_t i = 0; i <= kParts; ++i) {
    // Rounding must not put the last one beyond the end.
    const size_t at = std::min(IndexAt(points, static_cast<double>(i) / kParts), points.size() - 1);
    if (!ends.empty() && points[at].x <= ends.back().x) return false;  // readings lie too far apart
    ends.push_back(points[at]);
  }
  const auto increments = Increments(ends);
  const Slope drift =
      SlopeOf(increments, evidence.confidence, tolerance.resolution / points.back().x);
  const double first = ends[kParts / 2].y - ends.front().y;
  const double later = ends.back().y - ends[kParts / 2].y;
  const double growth = ends.back().y - ends.front().y;
  if (drift.low <= tolerance.slope || later < kLaterShare * first || growth <= tolerance.floor ||
      Cyclic(points, growth))
    return false;
  verdict.slope = drift;
  verdict.law = GrowthLaw::kSustained;
  return true;
}

// A leak in the later half is one, whatever warm-up was before it; but what began late has to show
// for twice as long that it goes on.
std::optional<size_t> LeaksInLaterHalf(std::span<const Point> points, bool late,
                                       const Tolerance& tolerance, const Evidence& evidence,
                                       Verdict& verdict) {
  const size_t at = IndexAt(points, 0.5);
  const auto half = points.subspan(at);
  if (half.size() < (late ? 2 : 1) * evidence.points_min) return std::nullopt;
  const SustainedGrowth sustained = FitSustained(half, evidence.confidence, tolerance.resolution);
  const bool cyclic = Cyclic(points, sustained.slope.estimate * Range(half));
  const auto from = LeaksFrom(half, sustained, cyclic, tolerance, evidence);
  if (!from) return std::nullopt;
  verdict.slope = sustained.slope;
  verdict.law = GrowthLaw::kSustained;
  return at + *from;
}

// The same without the steps of a table beside it.
std::optional<size_t> LeaksApart(std::span<const Point> readings, const Tolerance& tolerance,
                                 const Evidence& evidence, Verdict& verdict) {
  const Unstepped apart = WithoutSteps(readings, kStepsApart, tolerance.resolution);
  if (apart.steps <= kStepsMost) return std::nullopt;
  const SustainedGrowth sustained =
      FitSustained(apart.points, evidence.confidence, tolerance.resolution);
  const bool cyclic = Cyclic(readings, sustained.slope.estimate * Range(readings));
  const auto from = LeaksFrom(apart.points, sustained, cyclic, tolerance, evidence);
  if (!from) return LeaksInLaterHalf(apart.points, sustained.late, tolerance, evidence, verdict);
  verdict.slope = sustained.slope;
  verdict.law = GrowthLaw::kSustained;
  return from;
}

}  // namespace

Verdict Decide(std::span<const Point> readings, const Tolerance& tolerance,
               const Evidence& evidence) {
  CHECK(evidence.batches >= 4);
  Verdict verdict;
  verdict.confidence = evidence.confidence;
  verdict.reason = "too few readings; more requests would decide";
  if (readings.size() < evidence.points_min) return verdict;
  verdict.range = readings.back().x;

  const Unstepped unstepped = WithoutSteps(readings, kStepsMost, tolerance.resolution);
  const std::span<const Point> points = unstepped.points;
  const SustainedGrowth sustained = FitSustained(points, evidence.confidence, tolerance.resolution);
  verdict.slope = sustained.slope;
  verdict.judged_from = IndexAt(points, 0.5);
  verdict.growth = readings.back().y - readings[verdict.judged_from].y;
  verdict.law = LawOf(sustained, tolerance);

  const bool cyclic = Cyclic(points, sustained.slope.estimate * Range(points));
  auto from = LeaksFrom(points, sustained, cyclic, tolerance, evidence);
  if (!from) from = LeaksInLaterHalf(points, sustained.late, tolerance, evidence, verdict);
  if (!from) from = LeaksApart(readings, tolerance, evidence, verdict);
  if (from) {
    if (*from > 0) verdict.grows_from = points[*from].x;
    verdict.outcome = Outcome::kLeak;
    verdict.reason = "it grows steadily and does not slow down";
    return verdict;
  }
  if (evidence.last_look && !sustained.late && !sustained.slows &&
      GrowsInBursts(points, tolerance, evidence, verdict)) {
    verdict.outcome = Outcome::kLeak;
    verdict.reason = "it grows in bursts, over and over, and does not slow down";
    return verdict;
  }
  // What falls now may be a part of a cycle.
  const bool falls = sustained.slope.high < 0;
  // Two steps and a short rest may be growth by steps, however long the run was.
  const bool lasting =
      (unstepped.steps == 0 || OutlastsPauses(readings, tolerance, kPauses)) &&
      (evidence.last_look ||
       (!falls && (!sustained.slows || readings.size() >= kCurvePoints * evidence.points_min)));
  if (!lasting || sustained.slope.high >= tolerance.slope ||
      tolerance.slope * Range(points) < tolerance.floor) {
    // A warm-up of some other shape may have ended.
    const auto end = FindFlatEnd(readings, tolerance, evidence.batches, evidence.even_confidence);
    if (!end) {
      verdict.reason = WhyInconclusive(verdict, cyclic, unstepped.steps, tolerance);
      return verdict;
    }
    verdict.slope = end->slope;
    verdict.judged_from = end->from;
  }
  verdict.outcome = Outcome::kClean;
  verdict.law = GrowthLaw::kFlat;
  verdict.reason = "no growth beyond the tolerance";
  return verdict;
}

}  // namespace seep
