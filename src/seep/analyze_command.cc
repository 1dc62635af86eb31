#include "record/rejudged_json.h"
#include "report/json.h"
#include "seep/commands.h"
#include "seep/recorded_run.h"
#include "seep/verdict_output.h"

namespace seep {

ExitCode AnalyzeCommand(const AnalyzeOptions& options) {
  // Before the outputs are opened: --json may name the same file.
  const Result<RecordedRun> run = LoadRun(options.file, options.tolerance);
  if (!run) {
    PrintError(run.error());
    return ExitCodeFor(run.error());
  }
  VerdictExtras extras;
  extras.detail = options.detail;
  extras.json = [&](const RunResult& result) {
    return WithVerdictOf(run->json, JsonReport(result));
  };
  return RunAndPrint(
      options.outputs, options.quiet, [&](const ProgressFn&) { return run->result; }, extras);
}

}  // namespace seep
