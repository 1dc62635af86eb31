#include "judge/with_time.h"

#include <fmt/format.h>

#include "base/units.h"
#include "judge/idle_growth.h"

namespace seep {
namespace {

// The pace in pauses, of that under traffic: so much says that it grows with time; so much less
// makes a leak doubtful that is not far above the tolerance.
constexpr double kIdleShare = 0.5;
constexpr double kDoubtfulShare = 0.2;
// Pauses are short, and the pace in them may be half of what it was.
constexpr double kIdleAtMost = 2;

std::string Pace(Meter meter, double per_second) {
  return InBytes(meter) ? FormatBytes(per_second) : fmt::format("{:.2g}", per_second);
}

std::string Sentence(Meter meter, double per_second) {
  return fmt::format(
      "it grows with time, not with requests: by {}/s while none was sent; `seep watch --pid PID "
      "-t 10m` judges that",
      Pace(meter, per_second));
}

bool IsDoubtful(const MeterVerdict& judged, double idle_share) {
  return judged.verdict.outcome == Outcome::kLeak && idle_share >= kDoubtfulShare &&
         judged.verdict.slope.estimate * (1 - kIdleAtMost * idle_share) <= judged.tolerance.slope;
}

}  // namespace

std::optional<std::string> GrowsWithTime(const RunResult& result, const MeterVerdict& judged) {
  const auto& dose = judged.dose;
  if (dose && dose->per_second && dose->by_traffic) {
    if (dose->by_traffic->low > judged.tolerance.slope) return std::nullopt;
    if (dose->per_second->low > 0) return Sentence(judged.meter, dose->per_second->estimate);
  }
  const auto idle = IdleGrowthOf(result, judged);
  if (!idle || idle->bytes_per_second_loaded <= 0) return std::nullopt;
  const double share = idle->bytes_per_second_idle / idle->bytes_per_second_loaded;
  if (share >= kIdleShare) return Sentence(judged.meter, idle->bytes_per_second_idle);
  if (!IsDoubtful(judged, share)) return std::nullopt;
  return fmt::format(
      "it grows with time, too: by {}/s while no requests were sent, and by little more than the "
      "tolerance with them; more requests would tell them apart",
      Pace(judged.meter, idle->bytes_per_second_idle));
}

bool CertainlyGrowsWithTime(const RunResult& result, const MeterVerdict& judged) {
  if (!GrowsWithTime(result, judged)) return false;
  if (judged.dose && judged.dose->per_second && judged.dose->per_second->low > 0) return true;
  const auto idle = IdleGrowthOf(result, judged);
  return idle && idle->bytes_per_second_idle_low > 0;
}

}  // namespace seep
