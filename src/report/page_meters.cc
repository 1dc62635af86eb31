#include "report/page_meters.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "model/leading.h"
#include "report/dose_text.h"
#include "report/growth.h"
#include "report/growth_line.h"
#include "report/headline.h"
#include "report/page_number.h"
#include "report/rows.h"
#include "report/thinned.h"

namespace seep {
namespace {

using nlohmann::ordered_json;

ordered_json ToJson(const Slope& slope) {
  return {{"estimate", PageNumber(slope.estimate)},
          {"low", PageNumber(slope.low)},
          {"high", PageNumber(slope.high)}};
}

ordered_json ToJson(const GrowthLine& line) {
  return {{"x", {PageNumber(line.x_from), PageNumber(line.x_to)}},
          {"y", {PageNumber(line.y_from.estimate), PageNumber(line.y_to.estimate)}},
          {"low", {PageNumber(line.y_from.low), PageNumber(line.y_to.low)}},
          {"high", {PageNumber(line.y_from.high), PageNumber(line.y_to.high)}}};
}

// What was found, in the words of the other reports.
void AddFindings(const MeterVerdict& judged, const RunResult& run, ordered_json& json) {
  const Verdict& verdict = judged.verdict;
  const std::optional<GrowthLine> line = GrowthLineOf(judged);
  if (!line) return;
  json["slope"] = ToJson(verdict.slope);
  json["slope"]["confidence"] = verdict.confidence;
  json["slope"]["per"] = run.per;
  json["growth"] =
      fmt::format("{} {}", FormatSlope(judged.meter, verdict.slope.estimate), Each(run.per));
  if (verdict.confidence > 0)
    json["interval"] = Interval(judged.meter, verdict.slope, verdict.confidence);
  json["line"] = ToJson(*line);
  const std::string dose = DoseText(judged);
  if (!dose.empty()) json["dose"] = dose;
}

// The readings that are shown, and among them the first of those that were judged.
void AddPoints(const MeterVerdict& judged, size_t points_max, ordered_json& json) {
  const std::vector<size_t> shown = Thinned(judged.points, points_max);
  const auto from = std::lower_bound(shown.begin(), shown.end(), judged.verdict.judged_from);
  json["judged_from"] = from - shown.begin();
  json["readings"] = judged.points.size();
  json["points"] = ordered_json::array();
  for (const size_t index : shown) {
    const Point& point = judged.points[index];
    json["points"].push_back(ordered_json::array({PageNumber(point.x), PageNumber(point.y)}));
  }
}

ordered_json ToJson(const MeterVerdict& judged, const RunResult& run, size_t points_max) {
  const Tolerance& tolerance = judged.tolerance;
  ordered_json json = {
      {"name", Name(judged.meter)},
      {"title", TitleOf(run, judged)},
      {"unit", Unit(judged.meter)},
      {"verdict", Name(judged.verdict.outcome)},
      {"reason", judged.verdict.reason},
      {"law", Name(judged.verdict.law)},
      {"grows_from", PageNumber(judged.verdict.grows_from)},
      {"tolerance",
       {{"slope", PageNumber(tolerance.slope)},
        {"floor", PageNumber(tolerance.floor)},
        {"resolution", PageNumber(tolerance.resolution)},
        {"text", FormatAmount(judged.meter, tolerance.slope) + " " + Each(run.per)}}}};
  AddFindings(judged, run, json);
  AddPoints(judged, points_max, json);
  return json;
}

}  // namespace

ordered_json PageMeters(const RunResult& run, size_t points_max) {
  const MeterVerdict* leading = LeadingMeter(run);
  ordered_json meters = ordered_json::array();
  if (leading != nullptr && !leading->points.empty())
    meters.push_back(ToJson(*leading, run, points_max));
  for (const MeterVerdict& judged : run.meters) {
    if (&judged != leading && !judged.points.empty())
      meters.push_back(ToJson(judged, run, points_max));
  }
  return meters;
}

}  // namespace seep
