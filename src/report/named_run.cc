#include "report/named_run.h"

#include <algorithm>
#include <utility>

#include "base/shell_line.h"
#include "model/leading.h"
#include "report/fit.h"

namespace seep {
namespace {

// The larger the worse.
std::pair<RunOutcome, double> Badness(const NamedRun& named) {
  const MeterVerdict* leak = LeadingMeter(*named.run);
  const bool in_bytes = leak != nullptr && InBytes(leak->meter);
  return {CountsAs(named), in_bytes ? leak->verdict.slope.estimate : 0};
}

}  // namespace

std::string ShapeOf(const RunResult& run) {
  return run.plan.legs.empty() ? "" : run.plan.legs.front().shape.name;
}

NamedRun Named(const RunResult& result) {
  if (result.series) return {Printable(result.series->source), &result};
  std::string name = Printable(ShellLine(result.plan.command));
  return {name.empty() ? "process " + std::to_string(result.pid) : std::move(name), &result};
}

std::vector<NamedRun> NamedByShape(std::span<const RunResult> runs) {
  std::vector<NamedRun> named;
  for (const RunResult& run : runs) {
    named.push_back({ShapeOf(run), &run});
  }
  return named;
}

std::string_view Name(RunOutcome outcome) {
  switch (outcome) {
    case RunOutcome::kClean:
      return Name(Outcome::kClean);
    case RunOutcome::kInconclusive:
      return Name(Outcome::kInconclusive);
    case RunOutcome::kLeak:
      return Name(Outcome::kLeak);
    case RunOutcome::kFailed:
      break;
  }
  return "FAILED";
}

RunOutcome OutcomeOf(const RunResult& run) {
  if (run.failure) return RunOutcome::kFailed;
  switch (run.outcome) {
    case Outcome::kLeak:
      return RunOutcome::kLeak;
    case Outcome::kClean:
      return RunOutcome::kClean;
    case Outcome::kInconclusive:
      break;
  }
  return RunOutcome::kInconclusive;
}

RunOutcome CountsAs(const NamedRun& named) {
  return named.ruling ? named.ruling->counts_as : OutcomeOf(*named.run);
}

RunOutcome WorstOf(std::span<const NamedRun> runs) {
  RunOutcome worst = RunOutcome::kClean;
  for (const NamedRun& named : runs) worst = std::max(worst, CountsAs(named));
  return worst;
}

std::string_view VerdictOf(std::span<const NamedRun> runs) {
  const RunOutcome worst = WorstOf(runs);
  const auto is_as_it_counts = [&](const NamedRun& named) {
    return CountsAs(named) == worst && OutcomeOf(*named.run) == worst;
  };
  switch (worst) {
    case RunOutcome::kClean:
      return std::all_of(runs.begin(), runs.end(), is_as_it_counts) ? Name(worst) : "PASSED";
    case RunOutcome::kLeak:
      // A leak that was expected and is not there is none to be told of.
      if (std::none_of(runs.begin(), runs.end(), is_as_it_counts)) return Name(RunOutcome::kFailed);
      break;
    case RunOutcome::kInconclusive:
    case RunOutcome::kFailed:
      break;
  }
  return Name(worst);
}

std::vector<NamedRun> WorstFirst(std::vector<NamedRun> runs) {
  std::stable_sort(runs.begin(), runs.end(),
                   [](const NamedRun& a, const NamedRun& b) { return Badness(a) > Badness(b); });
  return runs;
}

}  // namespace seep
