#include "judge/idle_growth.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/math/distributions/students_t.hpp>

#include "judge/dose_response.h"

namespace seep {
namespace {

constexpr double kConfidence = 0.95;  // one-sided: it ends a run early, and calls nothing a leak

// The lower bound of the pace in pauses, by the spread between them; at least one step of the meter
// below the pace, which is all there is to say of a single pause.
double LowPace(const std::vector<DoseStep>& pauses, double growth, double seconds,
               double resolution) {
  double margin = resolution;
  if (pauses.size() >= 2) {
    const auto count = static_cast<double>(pauses.size());
    double squares = 0;
    for (const DoseStep& pause : pauses) {
      const double off = pause.growth - growth / seconds * pause.seconds;
      squares += off * off;
    }
    const boost::math::students_t student(count - 1);
    const double deviation = std::sqrt(squares / (count - 1) * count);  // of the sum
    margin = std::max(margin, boost::math::quantile(student, kConfidence) * deviation);
  }
  return (growth - margin) / seconds;
}

}  // namespace

std::optional<IdleGrowth> IdleGrowthOf(const RunResult& result, const MeterVerdict& judged) {
  IdleGrowth idle;
  std::vector<DoseStep> pauses;
  double idle_growth = 0, loaded_growth = 0, loaded_seconds = 0;
  for (const DoseStep& step : DoseSteps(result, judged)) {
    const bool pause = step.requests <= 0;
    if (pause) pauses.push_back(step);
    (pause ? idle.seconds : loaded_seconds) += step.seconds;
    (pause ? idle_growth : loaded_growth) += step.growth;
  }
  if (idle.seconds <= 0) return std::nullopt;
  idle.bytes_per_second_idle = idle_growth / idle.seconds;
  idle.bytes_per_second_idle_low =
      LowPace(pauses, idle_growth, idle.seconds, judged.tolerance.resolution);
  idle.bytes_per_second_loaded = loaded_seconds > 0 ? loaded_growth / loaded_seconds : 0;
  return idle;
}

}  // namespace seep
