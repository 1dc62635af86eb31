#include "report/rows.h"

#include <fmt/format.h>

#include "report/growth.h"

namespace seep {

std::string Row(std::string_view label, std::string_view text) {
  return fmt::format("  {:<10}{}\n", label, text);
}

std::string Each(std::string_view per) {
  const bool vowel =
      !per.empty() && std::string_view("aeio").find(per[0]) != std::string_view::npos;
  return fmt::format("{} {}", vowel ? "an" : "a", per);
}

std::string Interval(Meter meter, const Slope& slope, double confidence) {
  return fmt::format("{:.4g} % interval {} … {}", confidence * 100, FormatSlope(meter, slope.low),
                     FormatSlope(meter, slope.high));
}

}  // namespace seep
