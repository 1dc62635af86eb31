#pragma once
// The meters of a run as the HTML report draws them.

#include <cstddef>

#include <nlohmann/json_fwd.hpp>

#include "model/run_result.h"

namespace seep {

// `meters` of seep.page/1 (docs/formats.md): each that has readings, the one that leads first, with
// at most `points_max` of them.
nlohmann::ordered_json PageMeters(const RunResult& run, size_t points_max);

}  // namespace seep
