#include "report/comparison_text.h"

#include <fmt/format.h>

#include "report/growth.h"
#include "report/rows.h"

namespace seep {
namespace {

std::string Colored(Change change, const Style& style) {
  const Outcome alike = change == Change::kWorse      ? Outcome::kLeak
                        : change == Change::kNotWorse ? Outcome::kClean
                                                      : Outcome::kInconclusive;
  return style.Colored(alike, Name(change));
}

std::string MeterText(const MeterComparison& meter, const std::string& per, const Style& style) {
  const std::string outcome = style.Dim(Name(meter.change));
  if (meter.confidence == 0)
    return fmt::format("{:<17} not compared: {}  {}", Title(meter.meter), meter.reason, outcome);
  return fmt::format("{:<17} {} → {} {}: {} ({})  {}", Title(meter.meter),
                     FormatSlope(meter.meter, meter.base.estimate),
                     FormatSlope(meter.meter, meter.changed.estimate), Each(per),
                     FormatSlope(meter.meter, meter.difference.estimate),
                     Interval(meter.meter, meter.difference, meter.confidence), outcome);
}

}  // namespace

std::string ComparisonText(const Comparison& comparison, const Style& style) {
  std::string text = fmt::format("{}  {}\n", Colored(comparison.change, style), comparison.reason);
  text += Row("verdicts", fmt::format("{} in the baseline, {} now", Name(comparison.base_outcome),
                                      Name(comparison.changed_outcome)));
  std::string label = "growth";
  for (const MeterComparison& meter : comparison.meters) {
    text += Row(label, MeterText(meter, comparison.per, style));
    label.clear();
  }
  for (const std::string& warning : comparison.warnings) text += Row("warning", warning);
  return text;
}

}  // namespace seep
