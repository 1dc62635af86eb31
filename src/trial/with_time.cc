#include "trial/with_time.h"

#include <fmt/format.h>

#include "base/units.h"
#include "trial/dose_plan.h"

namespace seep {
namespace {

// Of the pace under traffic.
constexpr double kIdleShare = 0.5;

std::string Sentence(Meter meter, double per_second) {
  const std::string pace =
      InBytes(meter) ? FormatBytes(per_second) : fmt::format("{:.2g}", per_second);
  return fmt::format(
      "it grows with time, not with requests: by {}/s while none was sent; `seep watch` judges "
      "that",
      pace);
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
  if (idle->bytes_per_second_idle < kIdleShare * idle->bytes_per_second_loaded) return std::nullopt;
  return Sentence(judged.meter, idle->bytes_per_second_idle);
}

}  // namespace seep
