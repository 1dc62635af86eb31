#include "report/run_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "model/answer_tally.h"
#include "model/leading.h"
#include "report/fit.h"
#include "report/growth.h"
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

std::string Padded(std::string_view text, size_t columns) {
  return std::string(text) + std::string(columns - std::min(columns, Columns(text)), ' ');
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

std::string RulingRow(const NamedRun& named) {
  return named.ruling ? Row(named.ruling->by, named.ruling->reason) : "";
}

}  // namespace

std::string GrowthCell(const RunResult& run) {
  const MeterVerdict* judged = Shown(run);
  if (judged == nullptr || judged->verdict.judged_from == 0) return "-";
  const Slope& slope = judged->verdict.slope;
  const double half = std::max(slope.high - slope.estimate, slope.estimate - slope.low);
  return fmt::format("{} {} ±{}", Title(judged->meter), FormatSlope(judged->meter, slope.estimate),
                     FormatAmount(judged->meter, half));
}

std::string RunTable(std::span<const NamedRun> runs, const Cells& headings,
                     const std::function<Cells(const NamedRun&)>& cells, const Style& style) {
  std::vector<Cells> lines = {headings};
  for (const NamedRun& named : runs) lines.push_back(cells(named));
  std::vector<size_t> widths(headings.size());
  for (const Cells& line : lines) {
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

std::string Findings(const NamedRun& named, const Style& style) {
  const RunResult& run = *named.run;
  if (Failed(run)) return fmt::format("\n{}  {}\n", named.name, run.failure->message);
  const std::string rows = RulingRow(named) + AnswerRows(run) + WarningRows(run);
  if (run.outcome == Outcome::kClean) {
    return rows.empty() ? ""
                        : fmt::format("\n{}  {}\n{}", named.name, style.Colored(run.outcome), rows);
  }
  std::string text =
      fmt::format("\n{}  {}  {}\n", style.Bold(named.name), style.Colored(run.outcome), run.reason);
  if (!run.cause.empty()) text += Row("cause", run.cause);
  text += rows;
  if (CountsAs(named) == RunOutcome::kClean) return text;  // it passes: nobody has to look for it
  if (run.sites) text += SitesText(*run.sites, style);
  if (!run.sites_note.empty()) text += Row("sites", "none: " + run.sites_note);
  return text;
}

}  // namespace seep
