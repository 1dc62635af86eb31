#pragma once
// What a page shows of two runs held against each other.

#include <nlohmann/json.hpp>

#include "model/comparison.h"

namespace seep {

// "comparison" of schema "seep.page/1", described in docs/formats.md.
nlohmann::ordered_json PageComparison(const Comparison& comparison);

}  // namespace seep
