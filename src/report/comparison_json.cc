#include "report/comparison_json.h"

#include <nlohmann/json.hpp>

#include "base/version.h"

namespace seep {
namespace {

using nlohmann::ordered_json;

ordered_json ToJson(const Slope& slope) {
  return {{"estimate", slope.estimate}, {"low", slope.low}, {"high", slope.high}};
}

ordered_json ToJson(const MeterComparison& meter) {
  return {{"name", Name(meter.meter)},
          {"unit", Unit(meter.meter)},
          {"change", Name(meter.change)},
          {"reason", meter.reason},
          {"base", ToJson(meter.base)},
          {"changed", ToJson(meter.changed)},
          {"difference", ToJson(meter.difference)},
          {"confidence", meter.confidence},
          {"margin", meter.margin}};
}

}  // namespace

std::string ComparisonJson(const Comparison& comparison) {
  ordered_json json = {{"schema", "seep.compare/1"},
                       {"seep", Version()},
                       {"change", Name(comparison.change)},
                       {"reason", comparison.reason},
                       {"per", comparison.per},
                       {"base_verdict", Name(comparison.base_outcome)},
                       {"changed_verdict", Name(comparison.changed_outcome)},
                       {"warnings", comparison.warnings},
                       {"meters", ordered_json::array()}};
  for (const MeterComparison& meter : comparison.meters) json["meters"].push_back(ToJson(meter));
  return json.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace seep
