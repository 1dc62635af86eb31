#include "report/summary_text.h"

#include <algorithm>
#include <vector>

#include "report/command_lines.h"
#include "report/fit.h"
#include "report/rows.h"
#include "report/sparkline.h"

namespace seep {
namespace {

constexpr size_t kDrawingColumnsMax = 32;
constexpr size_t kDrawingColumnsMin = 8;  // in fewer, nothing is to be seen

// Behind the text, in what is left of its line.
std::string Drawing(const Fact& fact, const Style& style) {
  if (!fact.readings) return "";
  const size_t taken = Columns(fact.text) + 2;
  const size_t columns = RowColumns(style);
  if (taken + kDrawingColumnsMin > columns) return "";
  return "  " + Sparkline(fact.readings->values, std::min(columns - taken, kDrawingColumnsMax),
                          fact.readings->range_min);
}

}  // namespace

Outcome ColoredAs(RunOutcome outcome) {
  switch (outcome) {
    case RunOutcome::kClean:
      return Outcome::kClean;
    case RunOutcome::kInconclusive:
      return Outcome::kInconclusive;
    case RunOutcome::kFailed:
    case RunOutcome::kLeak:
      break;
  }
  return Outcome::kLeak;
}

std::string FactRows(const Fact& fact, const Style& style) {
  // The line to look at is what most come for.
  const Weight weight = fact.label == "where" ? Weight::kBold : Weight::kNormal;
  return Row(fact.label, fact.text + Drawing(fact, style), style, weight);
}

std::string NextRows(const Summary& summary, const Style& style) {
  std::string text = summary.next.empty() ? "" : Row("next", summary.next, style);
  // One that a terminal would not show as it is cannot be copied from it.
  if (summary.command.empty() || Printable(summary.command) != summary.command) return text;
  const std::vector<std::string> lines = CommandLines(summary.command, RowColumns(style));
  for (const std::string& line : lines) text += RowAsItIs(text.empty() ? "next" : "", line, style);
  if (!lines.empty()) return text;
  for (const std::string& line : BrokenCommand(summary.command, style.columns)) text += line + "\n";
  return text;
}

std::string SummaryText(const Summary& summary, const Style& style) {
  std::string text =
      VerdictLine(ColoredAs(summary.outcome), summary.verdict, summary.headline, style);
  for (const Fact& fact : summary.facts) text += FactRows(fact, style);
  return text + NextRows(summary, style);
}

}  // namespace seep
