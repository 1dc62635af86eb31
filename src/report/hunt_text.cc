#include "report/hunt_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/units.h"
#include "base/version.h"
#include "model/answer_tally.h"
#include "report/growth_cell.h"
#include "report/json.h"
#include "report/named_run.h"
#include "report/rows.h"
#include "report/run_findings.h"
#include "report/summary_text.h"
#include "report/table_text.h"

namespace seep {
namespace {

constexpr size_t kShapeColumnsMin = 16;
constexpr size_t kAnswersColumnsMin = 8;

std::string AnswersCell(const StatusCounts& counts) {
  const std::string names = StatusNames(counts);
  return names.empty() ? "-" : names;
}

std::string Table(const std::vector<NamedRun>& runs, const Style& style) {
  std::vector<std::vector<TableCell>> rows;
  for (const NamedRun& named : runs) {
    const RunResult& run = *named.run;
    const RunOutcome outcome = OutcomeOf(run);
    rows.push_back({{named.name},
                    {std::string(Name(outcome)), ColoredAs(outcome)},
                    {GrowthCell(run)},
                    {FormatCount(static_cast<int64_t>(run.load.requests))},
                    {AnswersCell(run.load.statuses)}});
  }
  return TableText({{.title = "shape", .columns_min = kShapeColumnsMin},
                    {.title = "verdict"},
                    {.title = "growth of each"},
                    {.title = "operations", .align = Align::kRight},
                    {.title = "answers", .columns_min = kAnswersColumnsMin}},
                   rows, style);
}

// "2 of 5 shapes leak, 1 failed, 1 is undecided, 1 is clean".
std::string Headline(const std::vector<NamedRun>& runs) {
  const auto count = [&](RunOutcome outcome) {
    return std::count_if(runs.begin(), runs.end(),
                         [&](const NamedRun& named) { return OutcomeOf(*named.run) == outcome; });
  };
  const auto leaks = count(RunOutcome::kLeak);
  const char* shapes = runs.size() == 1 ? "shape" : "shapes";
  std::string text = leaks == 0 ? fmt::format("none of {} {} leaks", runs.size(), shapes)
                                : fmt::format("{} of {} {} leak{}", leaks, runs.size(), shapes,
                                              leaks == 1 ? "s" : "");
  if (const auto failed = count(RunOutcome::kFailed)) text += fmt::format(", {} failed", failed);
  for (const auto& [outcome, what] : {std::pair(RunOutcome::kInconclusive, "undecided"),
                                      std::pair(RunOutcome::kClean, "clean")}) {
    if (const auto such = count(outcome))
      text += fmt::format(", {} {} {}", such, such == 1 ? "is" : "are", what);
  }
  return text;
}

}  // namespace

std::string HuntText(std::span<const RunResult> runs, const Style& style, Detail detail) {
  const std::vector<NamedRun> sorted = WorstFirst(NamedByShape(runs));
  const RunOutcome worst = WorstOf(sorted);
  return VerdictLine(ColoredAs(worst), Name(worst), Headline(sorted), style) + "\n" +
         Table(sorted, style) + RunFindings(sorted, "shapes", style) +
         RunDetails(sorted, style, detail);
}

std::string HuntJson(std::span<const RunResult> runs) {
  nlohmann::ordered_json json = {
      {"schema", "seep.hunt/1"}, {"seep", Version()}, {"runs", nlohmann::ordered_json::array()}};
  for (const RunResult& run : runs) {
    json["runs"].push_back({{"shape", ShapeOf(run)},
                            {"outcome", Name(OutcomeOf(run))},
                            {"run", nlohmann::ordered_json::parse(JsonReport(run))}});
  }
  return json.dump(1) + "\n";
}

}  // namespace seep
