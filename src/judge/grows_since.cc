#include "judge/grows_since.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/units.h"
#include "judge/amount.h"

namespace seep {
double RequestsSinceItGrows(const RunResult& result, const Verdict& verdict) {
  return static_cast<double>(result.load.Well()) * verdict.GrowingShare();
}

std::string GrewFasterBefore(const RunResult& result, const MeterVerdict& judged) {
  const Verdict& verdict = judged.verdict;
  const auto begin =
      std::find_if(judged.points.begin(), judged.points.end(),
                   [&](const Point& point) { return point.x >= verdict.grows_from; });
  if (verdict.grows_from <= 0 || begin == judged.points.begin() || begin == judged.points.end())
    return "";
  const Point& first = judged.points.front();
  const double before = (begin->y - first.y) / (begin->x - first.x);
  if (before <= verdict.slope.high) return "";
  return fmt::format(
      "it grew by {} a {} until {} {}; since then it grows steadily by {} and does not slow down",
      Amount(judged.meter, before), result.per, result.per,
      FormatCount(static_cast<int64_t>(verdict.grows_from)),
      Amount(judged.meter, verdict.slope.estimate));
}

}  // namespace seep
