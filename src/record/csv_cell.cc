#include "record/csv_cell.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

namespace seep {
namespace {

constexpr double kBytesMax = 4e18;  // differences fit in 63 bits

std::string Lowercase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return lower;
}

struct LeadingNumber {
  double value = 0;
  std::string_view digits;
  std::string_view rest;  // without blanks before it
};

std::optional<LeadingNumber> SplitNumber(std::string_view cell) {
  if (cell.starts_with('+')) cell.remove_prefix(1);
  LeadingNumber number;
  const auto [end, ec] = std::from_chars(cell.data(), cell.data() + cell.size(), number.value);
  if (ec != std::errc() || !std::isfinite(number.value)) return std::nullopt;
  const auto length = static_cast<size_t>(end - cell.data());
  number.digits = cell.substr(0, length);
  number.rest = cell.substr(length);
  while (number.rest.starts_with(' ')) number.rest.remove_prefix(1);
  return number;
}

// 0.01 for "12.50", 1 for "12", 100 for "1.2e3".
double LastPlace(std::string_view digits) {
  const size_t exponent_at = digits.find_first_of("eE");
  double place = 0;
  if (exponent_at != std::string_view::npos) {
    place = ParseNumber(digits.substr(exponent_at + 1)).value_or(0);
  }
  const std::string_view mantissa = digits.substr(0, exponent_at);
  const size_t point = mantissa.find('.');
  if (point != std::string_view::npos) place -= static_cast<double>(mantissa.size() - point - 1);
  return std::pow(10.0, place);
}

}  // namespace

bool IsGap(std::string_view cell) {
  static constexpr std::array<std::string_view, 7> kGaps = {"",     "nan",  "na", "n/a",
                                                            "null", "none", "-"};
  return std::find(kGaps.begin(), kGaps.end(), Lowercase(cell)) != kGaps.end();
}

std::optional<double> ParseNumber(std::string_view cell) {
  const auto number = SplitNumber(cell);
  if (!number || !number->rest.empty()) return std::nullopt;
  return number->value;
}

std::optional<ByteReading> ParseByteReading(std::string_view cell, double factor) {
  const auto number = SplitNumber(cell);
  if (!number) return std::nullopt;
  if (!number->rest.empty()) {
    const auto unit = ByteFactor(number->rest);
    if (!unit) return std::nullopt;
    factor = *unit;
  }
  if (std::abs(number->value) * factor > kBytesMax) return std::nullopt;
  return ByteReading{.bytes = number->value * factor, .digit = factor * LastPlace(number->digits)};
}

std::optional<double> ByteFactor(std::string_view unit) {
  static constexpr std::array<std::pair<std::string_view, int>, 20> kUnits = {{
      {"b", 0},      {"byte", 0},      {"bytes", 0},  {"k", 1},         {"kb", 1},
      {"kib", 1},    {"m", 2},         {"mb", 2},     {"mib", 2},       {"g", 3},
      {"gb", 3},     {"gib", 3},       {"t", 4},      {"tb", 4},        {"tib", 4},
      {"kbytes", 1}, {"kilobytes", 1}, {"mbytes", 2}, {"megabytes", 2}, {"gigabytes", 3},
  }};
  const std::string name = Lowercase(unit);
  for (const auto& [known, power] : kUnits) {
    if (name == known) return std::pow(1024.0, power);
  }
  return std::nullopt;
}

}  // namespace seep
