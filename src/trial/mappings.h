#pragma once
// Which mappings grew between two samples.

#include <vector>

#include "model/run_result.h"

namespace seep {

// The mappings that hold more in `after` than in `before`, largest growth first. Both were read
// with their mappings.
std::vector<MappingGrowth> GrownMappings(const Sample& before, const Sample& after);

}  // namespace seep
