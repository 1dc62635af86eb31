#include "judge/amount.h"

#include <fmt/format.h>

#include "base/units.h"

namespace seep {

std::string Amount(Meter meter, double value) {
  return InBytes(meter) ? FormatBytes(value) : fmt::format("{:.2g}", value);
}

}  // namespace seep
