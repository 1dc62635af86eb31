#include "report/test_text.h"

#include "report/run_table.h"

namespace seep {
namespace {

Cells CellsOf(const NamedRun& named) {
  return {named.name, std::string(TestResult(CountsAs(named))),
          std::string(Name(OutcomeOf(*named.run))), GrowthCell(*named.run)};
}

}  // namespace

std::string_view TestResult(RunOutcome counts_as) {
  switch (counts_as) {
    case RunOutcome::kClean:
      return "passed";
    case RunOutcome::kInconclusive:
      return "undecided";
    case RunOutcome::kFailed:
    case RunOutcome::kLeak:
      break;
  }
  return "failed";
}

std::string TestText(std::span<const NamedRun> runs, const Style& style) {
  std::string text =
      RunTable(runs, {"server", "result", "verdict", "growth of each"}, CellsOf, style);
  for (const NamedRun& named : runs) text += Findings(named, style);
  return text;
}

}  // namespace seep
