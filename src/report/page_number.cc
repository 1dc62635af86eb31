#include "report/page_number.h"

#include <fmt/format.h>

#include <cmath>
#include <string>

#include <nlohmann/json.hpp>

namespace seep {

nlohmann::ordered_json PageNumber(double value) {
  constexpr double kWholeMax = 9e15;  // doubles have each whole number up to here
  if (!std::isfinite(value)) return nullptr;
  if (std::abs(value) < kWholeMax && value == std::trunc(value)) {
    return static_cast<int64_t>(value);
  }
  return std::stod(fmt::format("{:.9g}", value));
}

}  // namespace seep
