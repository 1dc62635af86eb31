#include "report/growth.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/units.h"

namespace seep {

std::string FormatSlope(Meter meter, double slope) {
  if (!InBytes(meter)) {
    const double size = std::abs(slope);
    if (size > 0 && size < 0.0005) return fmt::format("{:+.0e}", slope);
    return fmt::format("{:+.{}f}", slope, size == 0 || size >= 0.1 ? 2 : 4);
  }
  // What is left of a sum that is 0 is not growth.
  if (std::abs(slope) < 1e-9) slope = 0;
  const double size = std::abs(slope);
  if (size > 0 && size < 0.095) return fmt::format("{:+.2g} B", slope);
  if (size < 1) return fmt::format("{:+.2f} B", slope);
  if (size < 10) return fmt::format("{:+.1f} B", slope);
  return (slope < 0 ? "" : "+") + FormatBytes(slope);
}

std::string FormatAmount(Meter meter, double slope) { return FormatSlope(meter, slope).substr(1); }

std::string FormatReading(Meter meter, double value) {
  return InBytes(meter) ? FormatBytes(value) : FormatCount(std::llround(value));
}

std::string Sparkline(const double* values, size_t count, size_t width) {
  static constexpr std::array kBars = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  if (count > width) {
    values += count - width;
    count = width;
  }
  if (count == 0) return "";
  const auto [low, high] = std::minmax_element(values, values + count);
  std::string line;
  for (size_t i = 0; i < count; ++i) {
    const double share = *high > *low ? (values[i] - *low) / (*high - *low) : 0;
    line += kBars[static_cast<size_t>(share * (kBars.size() - 1) + 0.5)];
  }
  return line;
}

}  // namespace seep
