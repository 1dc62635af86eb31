#include "report/comparison_text.h"

#include <fmt/format.h>

#include "report/growth.h"
#include "report/rows.h"

namespace seep {
namespace {

Outcome ColoredAs(Change change) {
  switch (change) {
    case Change::kWorse:
      return Outcome::kLeak;
    case Change::kNotWorse:
      return Outcome::kClean;
    case Change::kInconclusive:
      break;
  }
  return Outcome::kInconclusive;
}

std::string MeterText(const MeterComparison& meter, const std::string& per) {
  if (meter.confidence == 0)
    return fmt::format("{}: {}, not compared: {}", Title(meter.meter), Name(meter.change),
                       meter.reason);
  return fmt::format("{}: {}, {} → {} {}, by {} ({})", Title(meter.meter), Name(meter.change),
                     FormatSlope(meter.meter, meter.base.estimate),
                     FormatSlope(meter.meter, meter.changed.estimate), Each(per),
                     FormatSlope(meter.meter, meter.difference.estimate),
                     Interval(meter.meter, meter.difference, meter.confidence));
}

}  // namespace

std::string ComparisonText(const Comparison& comparison, const Style& style) {
  std::string text =
      VerdictLine(ColoredAs(comparison.change), Name(comparison.change), comparison.reason, style);
  text += Row("verdicts",
              fmt::format("{} in the baseline, {} now", Name(comparison.base_outcome),
                          Name(comparison.changed_outcome)),
              style);
  std::string label = "growth";
  for (const MeterComparison& meter : comparison.meters) {
    text += Row(label, MeterText(meter, comparison.per), style);
    label.clear();
  }
  for (const std::string& warning : comparison.warnings) text += Row("warning", warning, style);
  return text;
}

}  // namespace seep
