#pragma once
// Why growth that looks like a leak may be none.

#include <optional>
#include <string>

#include "model/run_result.h"

namespace seep {

// So many blocks have to stay before the live heap leaks: fewer may be a table that grows now and
// then, a log's buffer, a worker's first errors.
inline constexpr double kBlocksMin = 12;

// The first objection to a LEAK of this meter, one sentence; nothing if there is none. Sets
// judged.by_key where that is the objection.
std::optional<std::string> Veto(const RunResult& result, MeterVerdict& judged);

}  // namespace seep
