#include <optional>

#include "seep/commands.h"
#include "seep/recorded_run.h"
#include "seep/run_server.h"
#include "seep/verdict_output.h"

namespace seep {

ExitCode RunCommand(const RunOptions& options, const std::stop_token& stop) {
  // Before --json may write to it.
  const Result<std::optional<RunResult>> base =
      LoadBaselineOfRun(options.baseline, options.plan.tolerance);
  if (!base) {
    PrintError(base.error());
    return ExitCodeFor(base.error());
  }
  VerdictExtras extras;
  extras.measures = true;
  extras.detail = options.detail;
  if (*base) extras.baseline = &**base;
  return RunAndPrint(
      options.outputs, options.quiet,
      [&](const ProgressFn& progress) { return RunServer(options, stop, progress); }, extras);
}

}  // namespace seep
