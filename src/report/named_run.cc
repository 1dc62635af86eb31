#include "report/named_run.h"

#include <algorithm>
#include <utility>

#include "base/shell_line.h"
#include "model/leading.h"
#include "report/fit.h"
#include "report/summary.h"

namespace seep {
namespace {

// The larger the worse, and of two alike the one that grows by more bytes.
std::pair<int, double> Badness(const RunResult& run) {
  if (run.failure) return {2, 0};
  const MeterVerdict* leak = LeadingMeter(run);
  switch (run.outcome) {
    case Outcome::kLeak:
      return {3, leak != nullptr && InBytes(leak->meter) ? leak->verdict.slope.estimate : 0};
    case Outcome::kInconclusive:
      return {1, 0};
    case Outcome::kClean:
      break;
  }
  return {0, 0};
}

}  // namespace

NamedRun Named(const RunResult& result) {
  if (result.series) return {Printable(result.series->source), &result};
  std::string name = Printable(ShellLine(result.plan.command));
  return {name.empty() ? "process " + std::to_string(result.pid) : std::move(name), &result};
}

std::vector<NamedRun> NamedByShape(std::span<const RunResult> runs) {
  std::vector<NamedRun> named;
  for (const RunResult& run : runs) {
    named.push_back({run.plan.legs.empty() ? "" : run.plan.legs.front().shape.name, &run});
  }
  return named;
}

std::vector<NamedRun> WorstFirst(std::vector<NamedRun> runs) {
  std::stable_sort(runs.begin(), runs.end(), [](const NamedRun& a, const NamedRun& b) {
    return Badness(*a.run) > Badness(*b.run);
  });
  return runs;
}

std::string_view WorstVerdict(std::span<const NamedRun> runs) {
  const auto worst = std::max_element(
      runs.begin(), runs.end(),
      [](const NamedRun& a, const NamedRun& b) { return Badness(*a.run) < Badness(*b.run); });
  return worst == runs.end() ? Name(Outcome::kClean) : VerdictOf(*worst->run);
}

}  // namespace seep
