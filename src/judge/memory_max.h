#pragma once
// The memory that a run may cost (--memory-max).

#include <optional>
#include <string>

#include "model/run_result.h"

namespace seep {

// Since before the first request the server's memory has grown by plan.memory_max or more: no more
// traffic is sent, and what is known is judged. The sentence that says so; nothing if it is not so.
std::optional<std::string> MemoryUsedUp(const RunResult& result);

}  // namespace seep
