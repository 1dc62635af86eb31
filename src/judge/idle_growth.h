#pragma once
// What grew while nothing was sent.

#include <optional>

#include "model/run_result.h"

namespace seep {

// The pauses taken, and the meter's pace in them and between them, from its judged part on. Nothing
// without pauses.
std::optional<IdleGrowth> IdleGrowthOf(const RunResult& result, const MeterVerdict& judged);

}  // namespace seep
