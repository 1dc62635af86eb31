#pragma once
// Memory that is free but kept by the allocator, told from memory in use.

#include <optional>
#include <span>
#include <stop_token>

#include "model/run_result.h"
#include "trial/rounds.h"

namespace seep {

// Asks every counted process to give free memory back (malloc_trim(3)), with a few requests so that
// they notice, and reads memory before and after. `grown` are the mappings that grew by then.
// Nothing when no process did.
std::optional<TrimEffect> Trim(const Plan& plan, const Equipment& with, const std::stop_token& stop,
                               std::span<const MappingGrowth> grown);

}  // namespace seep
