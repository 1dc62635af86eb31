#include "report/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "report/fit.h"
#include "report/growth.h"

namespace seep {
namespace {

constexpr size_t kTextColumn = 12;  // "  live heap " is the longest label
constexpr size_t kColumnsMin = 20;  // for a sentence behind what has taken up the line

}  // namespace

size_t RowColumns(const Style& style) {
  return std::max(style.columns, kTextColumn + kColumnsMin) - kTextColumn;
}

std::string RowAsItIs(std::string_view label, std::string_view text, const Style& style) {
  const std::string blanks(kTextColumn - 2 - std::min(kTextColumn - 2, label.size()), ' ');
  return fmt::format("  {}{}{}\n", style.Dim(label), blanks, text);
}

std::string Row(std::string_view label, std::string_view text, const Style& style, Weight weight) {
  const size_t columns = RowColumns(style);
  std::string rows;
  for (const std::string& line : Wrapped(Printable(text), columns)) {
    rows += RowAsItIs(rows.empty() ? label : "", weight == Weight::kBold ? style.Bold(line) : line,
                      style);
  }
  return rows;
}

std::string VerdictLine(Outcome colored_as, std::string_view verdict, std::string_view sentence,
                        const Style& style) {
  const size_t begin = Columns(verdict) + 2;
  const size_t columns = std::max(style.columns, begin + kColumnsMin) - begin;
  std::string text;
  for (const std::string& line : Wrapped(Printable(sentence), columns)) {
    text += text.empty() ? style.Colored(colored_as, verdict) + "  " : std::string(begin, ' ');
    text += style.Bold(line) + "\n";
  }
  return text;
}

std::string Interval(Meter meter, const Slope& slope, double confidence) {
  return fmt::format("{:.4g} % interval {} … {}", confidence * 100, FormatSlope(meter, slope.low),
                     FormatSlope(meter, slope.high));
}

}  // namespace seep
