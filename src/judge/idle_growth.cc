#include "judge/idle_growth.h"

#include "judge/dose_response.h"

namespace seep {

std::optional<IdleGrowth> IdleGrowthOf(const RunResult& result, const MeterVerdict& judged) {
  IdleGrowth idle;
  double idle_growth = 0, loaded_growth = 0, loaded_seconds = 0;
  for (const DoseStep& step : DoseSteps(result, judged)) {
    const bool pause = step.requests <= 0;
    (pause ? idle.seconds : loaded_seconds) += step.seconds;
    (pause ? idle_growth : loaded_growth) += step.growth;
  }
  if (idle.seconds <= 0) return std::nullopt;
  idle.bytes_per_second_idle = idle_growth / idle.seconds;
  idle.bytes_per_second_loaded = loaded_seconds > 0 ? loaded_growth / loaded_seconds : 0;
  return idle;
}

}  // namespace seep
