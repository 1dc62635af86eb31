#include <optional>

#include "seep/commands.h"
#include "seep/recorded_run.h"
#include "seep/verdict_output.h"
#include "trial/trial.h"

namespace seep {
namespace {

// Read before the run, so that a file that is none is known before the time is spent, and before
// --json may write to it.
Result<std::optional<RunResult>> BaselineOf(const RunOptions& options) {
  if (options.baseline.empty()) return std::optional<RunResult>();
  Result<RunResult> base = LoadBaseline(options.baseline, options.plan.tolerance);
  if (!base) return tl::unexpected(base.error());
  if (auto same = CheckSameUnit(*base, RunResult().per); !same) return tl::unexpected(same.error());
  return std::optional(std::move(*base));
}

}  // namespace

ExitCode RunCommand(const RunOptions& options, const std::stop_token& stop) {
  const Result<std::optional<RunResult>> base = BaselineOf(options);
  if (!base) {
    PrintError(base.error());
    return ExitCodeFor(base.error());
  }
  VerdictExtras extras;
  extras.detail = options.detail;
  if (*base) extras.baseline = &**base;
  return RunAndPrint(
      options.outputs, options.quiet,
      [&](const ProgressFn& progress) { return RunTrial(options.plan, stop, progress); }, extras);
}

}  // namespace seep
