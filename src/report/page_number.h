#pragma once
// Numbers of the HTML report's data.

#include <nlohmann/json_fwd.hpp>

namespace seep {

// Whole numbers without a point, others to nine digits, which is more than a drawing shows and half
// of what a double takes; null where it is no number.
nlohmann::ordered_json PageNumber(double value);

}  // namespace seep
