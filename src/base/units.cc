#include "base/units.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace seep {
namespace {

// Splits "1.5MiB" into 1.5 and "MiB"; nothing when the number is missing, negative or not finite.
std::optional<std::pair<double, std::string_view>> SplitNumber(std::string_view text) {
  double value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc() || !std::isfinite(value) || std::signbit(value)) return std::nullopt;
  std::string_view unit(end, static_cast<size_t>(text.data() + text.size() - end));
  while (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
  return std::pair(value, unit);
}

tl::unexpected<Error> BadNumber(std::string_view text, std::string_view wanted) {
  return Fail(ErrorKind::kBadInput, Fault::kUser, fmt::format("\"{}\" is not {}", text, wanted));
}

}  // namespace

std::string FormatBytes(double bytes) {
  static constexpr std::array kUnits = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  size_t unit = 0;
  // 1023.95 and not 1024, so that rounding never prints "1024.0 KiB".
  while (std::abs(bytes) >= (unit == 0 ? 1023.5 : 1023.95) && unit + 1 < kUnits.size()) {
    bytes /= 1024;
    ++unit;
  }
  return fmt::format("{:.{}f} {}", bytes, unit == 0 ? 0 : 1, kUnits[unit]);
}

std::string FormatCount(int64_t count) {
  std::string digits = fmt::format("{}", count);
  const size_t first = digits[0] == '-' ? 1 : 0;
  for (size_t i = digits.size(); i > first + 3;) {
    i -= 3;
    digits.insert(i, 1, ',');
  }
  return digits;
}

std::string FormatDuration(double seconds) {
  if (seconds < 0.9995) return fmt::format("{:.0f} ms", seconds * 1000);
  if (seconds < 119.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<int64_t>(std::llround(seconds));
  return fmt::format("{} min {:02} s", whole / 60, whole % 60);
}

Result<uint64_t> ParseBytes(std::string_view text) {
  static constexpr std::string_view kWanted =
      "a size: a number with B, k, M or G, as in 64k or 1.5MiB";
  const auto number = SplitNumber(text);
  if (!number) return BadNumber(text, kWanted);
  auto [value, unit] = *number;
  double factor = 1;
  if (!unit.empty()) {
    switch (unit.front() | 0x20) {
      case 'k':
        factor = 1024.0;
        break;
      case 'm':
        factor = 1024.0 * 1024;
        break;
      case 'g':
        factor = 1024.0 * 1024 * 1024;
        break;
      default:
        break;
    }
    if (factor != 1) unit.remove_prefix(1);
    if (!(unit.empty() || unit == "B" || unit == "b" || (factor != 1 && unit == "iB"))) {
      return BadNumber(text, kWanted);
    }
  }
  if (value * factor >= 9.2e18) return BadNumber(text, "a size that fits in 63 bits");
  return static_cast<uint64_t>(std::llround(value * factor));
}

Result<milliseconds> ParseDuration(std::string_view text) {
  static constexpr std::string_view kWanted =
      "a time: a number with ms, s, m or h, as in 250ms or 10s";
  const auto number = SplitNumber(text);
  if (!number) return BadNumber(text, kWanted);
  const auto [value, unit] = *number;
  double factor = 0;
  if (unit.empty() || unit == "s") factor = 1000;
  if (unit == "ms") factor = 1;
  if (unit == "m" || unit == "min") factor = 60'000;
  if (unit == "h") factor = 3'600'000;
  if (factor == 0) return BadNumber(text, kWanted);
  if (value * factor > 1e12) return BadNumber(text, "a time of at most 30 years");
  return milliseconds(std::llround(value * factor));
}

}  // namespace seep
