#include "judge/judge_series.h"
#include "record/csv_series.h"
#include "seep/commands.h"
#include "seep/input_file.h"
#include "seep/verdict_output.h"
#include "trial/timing.h"
#include "trial/watch.h"

namespace seep {
namespace {

Result<RunResult> JudgeCsv(const WatchOptions& options) {
  const Result<std::string> csv = ReadInput(options.csv);
  if (!csv) return tl::unexpected(csv.error());
  Result<RecordedSeries> series = ReadCsvSeries(*csv, InputName(options.csv), options.columns);
  if (!series) return tl::unexpected(series.error());
  RunResult result;
  result.started_at = UtcNow();
  result.plan.tolerance = options.plan.tolerance;
  result.series = std::move(*series);
  JudgeSeries(result);
  return result;
}

}  // namespace

ExitCode WatchCommand(const WatchOptions& options, const std::stop_token& stop) {
  VerdictExtras extras;
  extras.detail = options.detail;
  if (options.csv.empty()) {
    return RunAndPrint(
        options.outputs, options.quiet,
        [&](const ProgressFn& progress) { return Watch(options.plan, stop, progress); }, extras);
  }
  // Before the output is opened: it may name the same file.
  const Result<RunResult> judged = JudgeCsv(options);
  if (!judged) {
    PrintError(judged.error());
    return ExitCodeFor(judged.error());
  }
  return RunAndPrint(
      options.outputs, options.quiet, [&](const ProgressFn&) { return *judged; }, extras);
}

}  // namespace seep
