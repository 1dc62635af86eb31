#include "report/run_findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "model/answer_tally.h"
#include "model/frame_name.h"
#include "report/blamed_frame.h"
#include "report/rows.h"
#include "report/summary.h"
#include "report/summary_text.h"

namespace seep {
namespace {

// The run that is told of, and others that leak at the same call stack.
struct Finding {
  std::vector<const NamedRun*> runs;
  std::string stack;  // empty: it has none, and is its own
};

// The target's own part of the stack that leaks most, whatever addresses it has this time.
std::string StackOf(const NamedRun& named) {
  const RunResult& run = *named.run;
  if (CountsAs(named) == RunOutcome::kClean) return "";  // its line is not told
  if (!run.sites || run.sites->sites.empty() || run.outcome != Outcome::kLeak) return "";
  const LeakSite& site = run.sites->sites.front();
  const size_t end = site.last_own < site.stack.size() ? site.last_own + 1 : site.stack.size();
  std::string stack;
  for (size_t i = BlamedIndex(site); i < end; ++i) {
    const Frame& frame = site.stack[i];
    stack += fmt::format("{} {}:{}\n", NameOf(frame, run.sites->modules), frame.file, frame.line);
  }
  return stack;
}

std::vector<Finding> FindingsIn(std::span<const NamedRun> runs) {
  std::vector<Finding> findings;
  for (const NamedRun& named : runs) {
    const std::string stack = StackOf(named);
    const auto same = std::find_if(findings.begin(), findings.end(), [&](const Finding& finding) {
      return !stack.empty() && finding.stack == stack;
    });
    if (same == findings.end())
      findings.push_back({{&named}, stack});
    else
      same->runs.push_back(&named);
  }
  return findings;
}

// The traffic is in the table, and the memory in the page and the JSON.
bool IsForAll(const Fact& fact) { return fact.label == "where" || fact.label == "what"; }
bool IsOfOne(const Fact& fact, const NamedRun& named) {
  const bool ruled = named.ruling && fact.label == named.ruling->by;
  return ruled || fact.label == "missing" || fact.label == "so far" || fact.label == "note" ||
         fact.label == "output";
}

template <class Wanted>
std::string RowsOf(const Summary& summary, const Style& style, Wanted wanted) {
  std::string text;
  bool told = false;
  for (const Fact& fact : summary.facts) {
    if (!fact.label.empty()) told = wanted(fact);
    if (told) text += FactRows(fact, style);
  }
  return text;
}

// The share of each status, where there are several, and which were not asked for.
std::string AnswerRows(const RunResult& run, const Style& style) {
  if (run.failure) return "";
  std::string text;
  if (run.load.statuses.answers.size() > 1)
    text += Row("answers", AnswerTally(run.load.statuses), style);
  const std::string unasked = UnaskedText(run.plan.traffic, run.load);
  if (!unasked.empty()) text += Row("note", unasked, style);
  return text;
}

std::string HeadlineOf(const NamedRun& named, const Summary& summary, const Style& style) {
  return VerdictLine(ColoredAs(summary.outcome), summary.verdict,
                     fmt::format("{}: {}", named.name, summary.headline), style);
}

std::string OneRun(const NamedRun& named, const Style& style) {
  const Summary summary = Summarize(named);
  const bool clean = summary.outcome == RunOutcome::kClean;
  const bool passes = CountsAs(named) == RunOutcome::kClean;
  const auto wanted = [&](const Fact& fact) {
    // Growth that the tolerance accepts is in the table.
    if (fact.label == "growth") return !clean;
    return IsOfOne(fact, named) || (IsForAll(fact) && !(passes && fact.label == "where"));
  };
  const std::string rows = RowsOf(summary, style, wanted) + AnswerRows(*named.run, style);
  return clean && rows.empty() ? "" : "\n" + HeadlineOf(named, summary, style) + rows;
}

std::string TextOf(const Finding& finding, std::string_view of_runs, const Style& style) {
  if (finding.runs.size() == 1) return OneRun(*finding.runs.front(), style);
  std::string text = "\n";
  for (const NamedRun* named : finding.runs) {
    const Summary summary = Summarize(*named);
    const auto wanted = [&](const Fact& fact) { return IsOfOne(fact, *named); };
    text += HeadlineOf(*named, summary, style) + RowsOf(summary, style, wanted) +
            AnswerRows(*named->run, style);
  }
  text +=
      Row("stack", fmt::format("the same for these {} {}", finding.runs.size(), of_runs), style);
  return text + RowsOf(Summarize(*finding.runs.front()->run), style, IsForAll);
}

// After the worst; nothing where all pass.
std::string NextRowsOf(std::span<const NamedRun> runs, const Style& style) {
  if (runs.empty()) return "";
  const NamedRun worst = WorstFirst({runs.begin(), runs.end()}).front();
  if (CountsAs(worst) == RunOutcome::kClean) return "";
  const std::string next = NextRows(Summarize(*worst.run), style);
  return next.empty() ? "" : "\n" + next;
}

}  // namespace

std::string RunFindings(std::span<const NamedRun> runs, std::string_view of_runs,
                        const Style& style) {
  std::string text;
  for (const Finding& finding : FindingsIn(runs)) text += TextOf(finding, of_runs, style);
  return text + NextRowsOf(runs, style);
}

std::string RunDetails(std::span<const NamedRun> runs, const Style& style, Detail detail) {
  std::string text;
  for (const NamedRun& named : runs) {
    const std::string more = DetailText(*named.run, style, detail);
    if (more.empty()) continue;
    const RunOutcome outcome = OutcomeOf(*named.run);
    text += "\n" + VerdictLine(ColoredAs(outcome), Name(outcome), named.name, style) + more;
  }
  return text;
}

}  // namespace seep
