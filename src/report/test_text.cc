#include "report/test_text.h"

#include <vector>

#include "report/growth_cell.h"
#include "report/run_findings.h"
#include "report/summary_text.h"
#include "report/table_text.h"

namespace seep {
namespace {

constexpr size_t kServerColumnsMin = 16;

std::string Table(std::span<const NamedRun> runs, const Style& style) {
  std::vector<std::vector<TableCell>> rows;
  for (const NamedRun& named : runs) {
    const RunOutcome outcome = OutcomeOf(*named.run);
    rows.push_back({{named.name},
                    {std::string(TestResult(CountsAs(named)))},
                    {std::string(Name(outcome)), ColoredAs(outcome)},
                    {GrowthCell(*named.run)}});
  }
  return TableText({{.title = "server", .columns_min = kServerColumnsMin},
                    {.title = "result"},
                    {.title = "verdict"},
                    {.title = "growth of each"}},
                   rows, style);
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

std::string TestText(std::span<const NamedRun> runs, const Style& style, Detail detail) {
  return Table(runs, style) + RunFindings(runs, "runs", style) + RunDetails(runs, style, detail);
}

}  // namespace seep
