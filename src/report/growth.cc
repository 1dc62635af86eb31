#include "report/growth.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/units.h"

namespace seep {
namespace {

constexpr double kRare = 0.0995;    // fewer are told as one in so many: more than ten
constexpr double kUncertain = 0.1;  // of the estimate: its first digit may be another
constexpr double kWhole = 0.005;    // "1.00" and not "0.99" or "1.01"

}  // namespace

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

bool IsUncertain(const Slope& slope) {
  const double off = std::max(slope.high - slope.estimate, slope.estimate - slope.low);
  return off >= kUncertain * std::abs(slope.estimate);
}

std::string FormatReading(Meter meter, double value) {
  return InBytes(meter) ? FormatBytes(value) : FormatCount(std::llround(value));
}

std::string Each(std::string_view per) {
  const bool vowel =
      !per.empty() && std::string_view("aeio").find(per[0]) != std::string_view::npos;
  return fmt::format("{} {}", vowel ? "an" : "a", per);
}

std::string FormatPace(Meter meter, double slope, std::string_view per) {
  const double size = std::abs(slope);
  if (InBytes(meter)) return fmt::format("{} {}", FormatAmount(meter, slope), Each(per));
  const bool countable = per.find(' ') == std::string_view::npos;
  if (size > 0 && size < kRare && countable)
    return fmt::format("1 every {} {}s", FormatCount(std::llround(1 / size)), per);
  // "1 a request" where it is that as far as can be told.
  const double whole = std::round(size);
  if (whole > 0 && std::abs(size - whole) < kWhole * whole)
    return fmt::format("{} {}", FormatCount(std::llround(whole)), Each(per));
  return fmt::format("{} {}", FormatAmount(meter, slope), Each(per));
}

}  // namespace seep
