#include "judge/since_fall.h"

#include <span>

#include "stats/decision.h"
#include "stats/sustained.h"
#include "stats/trend.h"

namespace seep {
namespace {

// Index of the reading after the deepest fall; 0 if it never falls.
size_t AfterTheDeepestFall(std::span<const Point> points) {
  size_t after = 0;
  double deepest = 0;
  for (size_t i = 1; i < points.size(); ++i) {
    const double fall = points[i - 1].y - points[i].y;
    if (fall <= deepest) continue;
    deepest = fall;
    after = i;
  }
  return after;
}

}  // namespace

bool GrowsSinceItFell(const MeterVerdict& judged, double tolerance) {
  const std::span points(judged.points);
  const auto since = points.subspan(AfterTheDeepestFall(points));
  const Evidence evidence;
  if (since.size() < evidence.points_min) return false;
  return FitSustained(FromZero(since), evidence.confidence, judged.tolerance.resolution).slope.low >
         tolerance;
}

}  // namespace seep
