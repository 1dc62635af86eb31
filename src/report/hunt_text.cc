#include "report/hunt_text.h"

#include <vector>

#include <nlohmann/json.hpp>

#include "base/units.h"
#include "base/version.h"
#include "model/answer_tally.h"
#include "report/json.h"
#include "report/named_run.h"
#include "report/run_table.h"

namespace seep {
namespace {

std::string AnswersCell(const StatusCounts& counts) {
  const std::string names = StatusNames(counts);
  return names.empty() ? "-" : names;
}

Cells CellsOf(const NamedRun& named) {
  const RunResult& run = *named.run;
  return {named.name, FormatCount(static_cast<int64_t>(run.load.requests)),
          std::string(Name(OutcomeOf(run))), GrowthCell(run), AnswersCell(run.load.statuses)};
}

}  // namespace

std::string HuntText(std::span<const RunResult> runs, const Style& style) {
  const std::vector<NamedRun> sorted = WorstFirst(NamedByShape(runs));
  std::string text = RunTable(
      sorted, {"shape", "operations", "verdict", "growth of each", "answers"}, CellsOf, style);
  for (const NamedRun& named : sorted) text += Findings(named, style);
  return text;
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
