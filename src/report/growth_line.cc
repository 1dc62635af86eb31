#include "report/growth_line.h"

#include <algorithm>
#include <vector>

namespace seep {

std::optional<GrowthLine> GrowthLineOf(const MeterVerdict& judged) {
  const Verdict& verdict = judged.verdict;
  const std::vector<Point>& points = judged.points;
  if (verdict.judged_from == 0 || verdict.judged_from >= points.size()) return std::nullopt;
  const double x_from = std::max(points[verdict.judged_from].x, verdict.grows_from);
  const double x_to = points.back().x;
  if (x_to <= x_from) return std::nullopt;

  const double quarter = (x_to - x_from) / 4;
  const double pivot = x_to - quarter / 2;
  std::vector<double> levels;  // of lines through each reading, at the pivot
  for (const Point& point : points) {
    if (point.x >= x_to - quarter)
      levels.push_back(point.y - verdict.slope.estimate * (point.x - pivot));
  }
  const auto median = levels.begin() + static_cast<std::ptrdiff_t>(levels.size() / 2);
  std::nth_element(levels.begin(), median, levels.end());
  const auto at = [&](double x) {
    return Slope{.estimate = *median + verdict.slope.estimate * (x - pivot),
                 .low = *median + verdict.slope.low * (x - pivot),
                 .high = *median + verdict.slope.high * (x - pivot)};
  };
  return GrowthLine{.x_from = x_from, .x_to = x_to, .y_from = at(x_from), .y_to = at(x_to)};
}

}  // namespace seep
