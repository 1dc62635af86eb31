#include "stats/flat_end.h"

#include <algorithm>
#include <vector>

#include "stats/trend.h"

namespace seep {
namespace {

// So many readings without another say that steps which would be a leak do not come again and
// again.
constexpr size_t kRest = 24;

}  // namespace

std::optional<Slope> FlatSlope(std::span<const Point> readings, std::span<const Point> levels,
                               const Tolerance& tolerance, double confidence) {
  const double x_range = readings.back().x - readings.front().x;
  if (tolerance.slope * x_range < tolerance.floor) return std::nullopt;
  if (levels.size() > kIncrementsMin) {
    const Slope slope = SlopeOf(Increments(levels), confidence, tolerance.resolution / x_range);
    // What falls may be a part of a cycle.
    const bool falls = slope.estimate < -tolerance.slope;
    if (slope.high < tolerance.slope && !falls) return slope;
  }
  const Slope range = RangeSlope(readings, tolerance.resolution);
  return range.high < tolerance.slope ? std::optional(range) : std::nullopt;
}

size_t IndexAt(std::span<const Point> points, double share) {
  const double x = points.back().x * share;
  const auto it =
      std::partition_point(points.begin(), points.end(), [x](const Point& p) { return p.x < x; });
  return static_cast<size_t>(it - points.begin());
}

bool OutlastsPauses(std::span<const Point> points, const Tolerance& tolerance, double times) {
  double level = points.front().y;
  double step_x = points.front().x;       // of the last step of any pace
  double leak_step_x = points.front().x;  // of the last that counts
  double longest_pause = 0;
  size_t leak_step_at = 0;  // its index; 0: there was none
  for (size_t i = 0; i + 2 < points.size(); ++i) {
    const double held = std::min({points[i].y, points[i + 1].y, points[i + 2].y});
    const double rise = held - level;
    if (rise < tolerance.floor) continue;
    const double pause = points[i].x - step_x;
    if (rise > tolerance.slope * pause) {
      longest_pause = std::max(longest_pause, pause);
      leak_step_x = points[i].x;
      leak_step_at = i;
    }
    level = held;
    step_x = points[i].x;
  }
  if (leak_step_at > 0 && points.size() - leak_step_at <= kRest) return false;
  return points.back().x - leak_step_x >= times * longest_pause;
}

std::optional<FlatEnd> FindFlatEnd(std::span<const Point> points, const Tolerance& tolerance,
                                   size_t batches, double confidence) {
  for (const auto& [share, pauses] : {std::pair(0.5, kPauses), {0.75, 2 * kPauses}}) {
    const size_t from = IndexAt(points, share);
    const auto end = points.subspan(from);
    // A server that becomes faster has few readings in it: their whole range is enough then.
    if (end.size() < batches) continue;
    const auto slope = FlatSlope(end, LowerEnvelope(end, batches), tolerance, confidence);
    if (slope && OutlastsPauses(points, tolerance, pauses)) return FlatEnd{from, *slope};
  }
  return std::nullopt;
}

}  // namespace seep
