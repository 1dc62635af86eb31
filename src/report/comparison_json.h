#pragma once
// A comparison as JSON: schema "seep.compare/1", described in docs/formats.md.

#include <string>

#include "model/comparison.h"

namespace seep {

std::string ComparisonJson(const Comparison& comparison);

}  // namespace seep
