#include "report/page_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/shell_line.h"
#include "base/units.h"
#include "base/version.h"
#include "model/leading.h"
#include "report/growth.h"
#include "report/next_step.h"
#include "report/page_comparison.h"
#include "report/page_meters.h"
#include "report/page_sites.h"
#include "report/page_traffic.h"
#include "report/rows.h"
#include "report/summary.h"

namespace seep {
namespace {

using nlohmann::ordered_json;

// Of all runs together: a meter is drawn with no more on a screen, and the page stays below 1 MB.
constexpr size_t kPointsMax = 2000;
constexpr size_t kRoundsMax = 1000;
constexpr size_t kPointsMin = 100;  // of each run, however many there are

void AddSummary(const NamedRun& named, ordered_json& json) {
  const Summary summary = Summarize(named);
  json["verdict"] = summary.verdict;
  json["headline"] = summary.headline;
  json["facts"] = ordered_json::array();
  for (const Fact& fact : summary.facts)
    json["facts"].push_back({{"label", fact.label}, {"text", fact.text}});
  const NextStep next = NextStepAfter(*named.run, ReadOn::kPage);
  json["next"] = next.text;
  json["command"] = next.command;
}

// Of a hunt's table: what grows, or else what was judged first.
std::string GrowthCell(const RunResult& run) {
  const MeterVerdict* judged = LeadingMeter(run);
  if (judged == nullptr && !run.meters.empty()) judged = &run.meters.front();
  if (run.failure || judged == nullptr || judged->verdict.judged_from == 0) return "";
  return fmt::format("{} {} {}", Title(judged->meter),
                     FormatSlope(judged->meter, judged->verdict.slope.estimate), Each(run.per));
}

class Rows {
 public:
  void Add(std::string_view label, const std::string& text) {
    if (!text.empty()) json_.push_back({{"label", label}, {"text", text}});
  }
  ordered_json&& json() { return std::move(json_); }

 private:
  ordered_json json_ = ordered_json::array();
};

std::string RequestText(const Plan& plan) {
  if (!plan.load_command.empty()) return ShellLine(plan.load_command);
  const RequestSpec& request = plan.traffic.request;
  std::string text = request.method + " " + request.target;
  if (plan.different_requests > 1) {
    text = fmt::format("{} different ones",
                       FormatCount(static_cast<int64_t>(plan.different_requests)));
  }
  if (plan.traffic.http2) text += ", HTTP/2";
  if (plan.traffic.tls.on) text += ", TLS";
  return text;
}

// What the run was, beside what it found.
ordered_json Environment(const RunResult& run) {
  Rows rows;
  rows.Add("seep", Version());
  rows.Add("started", run.started_at);
  if (run.series) {
    rows.Add("series", run.series->source);
    return rows.json();
  }
  rows.Add("server", ShellLine(run.plan.command));
  for (const std::vector<std::string>& helper : run.plan.helpers)
    rows.Add("helper", ShellLine(helper));
  if (run.per == "request") {
    rows.Add("requests", RequestText(run.plan));
    rows.Add("connections", FormatCount(run.plan.traffic.connections) + " at once");
  }
  rows.Add("took", fmt::format("{}, of it {} until the verdict", FormatDuration(run.seconds),
                               FormatDuration(run.verdict_seconds)));
  rows.Add("not counted", run.heap_note);
  rows.Add("not asked", run.runtime_note);
  return rows.json();
}

ordered_json Variables(const RunResult& run) {
  ordered_json variables = ordered_json::array();
  for (const auto& [name, value] : run.environment)
    variables.push_back({{"label", name}, {"text", value}});
  return variables;
}

ordered_json ToJson(const NamedRun& named, size_t runs, const SourceLines& source) {
  const RunResult& run = *named.run;
  ordered_json json = {{"name", named.name}};
  AddSummary(named, json);
  json["per"] = run.per;
  json["growth"] = GrowthCell(run);
  json["meters"] = PageMeters(run, std::max(kPointsMax / runs, kPointsMin));
  json["rounds"] = PageRounds(run, std::max(kRoundsMax / runs, kPointsMin));
  json["traffic"] = PageTraffic(run);
  if (run.sites) json["sites"] = PageSites(*run.sites, source);
  if (!run.sites_note.empty()) json["sites_note"] = run.sites_note;
  json["warnings"] = run.warnings;
  json["environment"] = Environment(run);
  json["variables"] = Variables(run);
  json["repeat"] = RunAgain(run, {});
  return json;
}

}  // namespace

std::string PageJson(std::span<const NamedRun> runs, const SourceLines& source,
                     const Comparison* comparison) {
  ordered_json json = {{"schema", "seep.page/1"},
                       {"seep", Version()},
                       {"verdict", VerdictOf(runs)},
                       {"runs", ordered_json::array()}};
  if (comparison != nullptr) json["comparison"] = PageComparison(*comparison);
  for (const NamedRun& named : runs) json["runs"].push_back(ToJson(named, runs.size(), source));
  // Names and output of the target need not be UTF-8.
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace seep
