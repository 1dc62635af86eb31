#pragma once
// Which mappings grew between two samples.

#include <cstdint>
#include <string>
#include <vector>

#include "model/run_result.h"

namespace seep {

// That the mapping of that name holds; 0 where there is none.
int64_t BytesOf(const Sample& sample, const std::string& name);

// The mappings that hold more in `after` than in `before`, largest growth first. Both were read
// with their mappings.
std::vector<MappingGrowth> GrownMappings(const Sample& before, const Sample& after);

// Anonymous memory grew by more than its floor.
bool MemoryGrew(const RunResult& result);

}  // namespace seep
