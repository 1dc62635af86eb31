#pragma once
// The traffic of a run as the HTML report draws it.

#include <cstddef>

#include <nlohmann/json_fwd.hpp>

#include "model/run_result.h"

namespace seep {

// `rounds` of seep.page/1 (docs/formats.md): at most `count_max`; where there are more, neighbours
// are summed.
nlohmann::ordered_json PageRounds(const RunResult& run, size_t count_max);

// `traffic` of seep.page/1: the sum over the rounds. Null where there was no traffic.
nlohmann::ordered_json PageTraffic(const RunResult& run);

}  // namespace seep
