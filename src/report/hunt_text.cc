#include "report/hunt_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/units.h"
#include "base/version.h"
#include "model/answer_tally.h"
#include "model/leading.h"
#include "report/fit.h"
#include "report/growth.h"
#include "report/json.h"
#include "report/named_run.h"
#include "report/rows.h"
#include "report/sites_text.h"

namespace seep {
namespace {

// What is shown of a run that does not leak: the first of them that there is.
constexpr std::array kShown = {Meter::kRuntimeHeap, Meter::kLiveHeap, Meter::kHeldBytes};

bool Failed(const RunResult& run) { return run.failure.has_value(); }

const MeterVerdict* Shown(const RunResult& run) {
  if (const MeterVerdict* leading = LeadingMeter(run)) return leading;
  for (const Meter meter : kShown) {
    if (const MeterVerdict* judged = run.Judged(meter)) return judged;
  }
  return nullptr;
}

// "live heap +64.0 B ±0.1"; a dash where there is no estimate.
std::string GrowthCell(const RunResult& run) {
  const MeterVerdict* judged = Shown(run);
  if (judged == nullptr || judged->verdict.judged_from == 0) return "-";
  const Slope& slope = judged->verdict.slope;
  const double half = std::max(slope.high - slope.estimate, slope.estimate - slope.low);
  return fmt::format("{} {} ±{}", Title(judged->meter), FormatSlope(judged->meter, slope.estimate),
                     FormatAmount(judged->meter, half));
}

std::string AnswersCell(const StatusCounts& counts) {
  const std::string names = StatusNames(counts);
  return names.empty() ? "-" : names;
}

std::string Padded(std::string_view text, size_t columns) {
  return std::string(text) + std::string(columns - std::min(columns, Columns(text)), ' ');
}

using Line = std::vector<std::string>;

Line LineOf(const NamedRun& named) {
  const RunResult& run = *named.run;
  return {named.name, FormatCount(static_cast<int64_t>(run.load.requests)),
          std::string(Name(OutcomeOf(run))), GrowthCell(run), AnswersCell(run.load.statuses)};
}

std::string Table(const std::vector<NamedRun>& runs, const Style& style) {
  std::vector<Line> lines = {{"shape", "operations", "verdict", "growth of each", "answers"}};
  for (const NamedRun& named : runs) lines.push_back(LineOf(named));
  std::vector<size_t> widths(lines.front().size());
  for (const Line& line : lines) {
    for (size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], Columns(line[i]));
  }
  std::string text;
  for (size_t row = 0; row < lines.size(); ++row) {
    for (size_t i = 0; i < lines[row].size(); ++i) {
      const bool last = i + 1 == lines[row].size();
      std::string cell = last ? lines[row][i] : Padded(lines[row][i], widths[i] + 2);
      if (row == 0) cell = style.Dim(cell);
      if (row > 0 && i == 2) {
        const RunResult& run = *runs[row - 1].run;
        cell = Failed(run) ? style.Bold(cell) : style.Colored(run.outcome, cell);
      }
      text += cell;
    }
    text += "\n";
  }
  return text;
}

// The share of each status, where there are several.
std::string AnswerRows(const RunResult& run) {
  const StatusCounts& counts = run.load.statuses;
  return counts.answers.size() < 2 ? "" : Row("answers", AnswerTally(counts));
}

std::string WarningRows(const RunResult& run) {
  const std::string unasked = UnaskedText(run.plan.traffic, run.load);
  std::string text = unasked.empty() ? "" : Row("warning", unasked);
  for (const std::string& warning : run.warnings) text += Row("warning", warning);
  return text;
}

// What is worth saying of a run beneath the table; empty if nothing is.
std::string Findings(const RunResult& run, const Style& style) {
  if (Failed(run)) return fmt::format("\n{}  {}\n", ShapeOf(run), run.failure->message);
  const std::string rows = AnswerRows(run) + WarningRows(run);
  if (run.outcome == Outcome::kClean) {
    return rows.empty()
               ? ""
               : fmt::format("\n{}  {}\n{}", ShapeOf(run), style.Colored(run.outcome), rows);
  }
  std::string text = fmt::format("\n{}  {}  {}\n", style.Bold(ShapeOf(run)),
                                 style.Colored(run.outcome), run.reason);
  if (!run.cause.empty()) text += Row("cause", run.cause);
  text += rows;
  if (run.sites) text += SitesText(*run.sites, style);
  if (!run.sites_note.empty()) text += Row("sites", "none: " + run.sites_note);
  return text;
}

}  // namespace

std::string HuntText(std::span<const RunResult> runs, const Style& style) {
  const std::vector<NamedRun> sorted = WorstFirst(NamedByShape(runs));
  std::string text = Table(sorted, style);
  for (const NamedRun& named : sorted) text += Findings(*named.run, style);
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
