#include "report/page_comparison.h"

#include <fmt/format.h>

#include <string>

#include "report/growth.h"
#include "report/rows.h"

namespace seep {
namespace {

using nlohmann::ordered_json;

ordered_json ToJson(const MeterComparison& meter, const std::string& per) {
  ordered_json json = {
      {"title", Title(meter.meter)}, {"change", Name(meter.change)}, {"reason", meter.reason}};
  if (meter.confidence == 0) return json;
  const auto each = [&](const Slope& slope) {
    return fmt::format("{} {}", FormatSlope(meter.meter, slope.estimate), Each(per));
  };
  json["base"] = each(meter.base);
  json["changed"] = each(meter.changed);
  json["difference"] = FormatSlope(meter.meter, meter.difference.estimate);
  json["interval"] = Interval(meter.meter, meter.difference, meter.confidence);
  return json;
}

}  // namespace

ordered_json PageComparison(const Comparison& comparison) {
  ordered_json json = {
      {"change", Name(comparison.change)},
      {"reason", comparison.reason},
      {"verdicts", fmt::format("{} in the baseline, {} now", Name(comparison.base_outcome),
                               Name(comparison.changed_outcome))},
      {"warnings", comparison.warnings},
      {"meters", ordered_json::array()}};
  for (const MeterComparison& meter : comparison.meters)
    json["meters"].push_back(ToJson(meter, comparison.per));
  return json;
}

}  // namespace seep
