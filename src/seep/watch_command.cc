#include "base/input_file.h"
#include "judge/judge_series.h"
#include "record/csv_series.h"
#include "report/open_metrics.h"
#include "seep/commands.h"
#include "seep/replaced_file.h"
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

// What is known so far is in the file of --openmetrics at each moment.
ExitCode WatchProcess(const WatchOptions& options, const std::stop_token& stop) {
  Result<> written;
  const auto write = [&](const RunResult& result) {
    if (written) written = ReplaceFile(options.openmetrics, OpenMetricsReport(result));
  };
  const bool wanted = !options.openmetrics.empty();
  // Before the watch, so that a path that cannot be written is known at once.
  const RunResult nothing_yet;
  if (wanted) write(nothing_yet);
  if (!written) {
    PrintError(written.error());
    return ExitCodeFor(written.error());
  }
  const auto watch = [&](const ProgressFn& progress) {
    RunResult result = Watch(options.plan, stop, progress, wanted ? SoFarFn(write) : SoFarFn());
    if (wanted) write(result);
    return result;
  };
  VerdictExtras extras;
  extras.measures = true;
  extras.detail = options.detail;
  const ExitCode code = RunAndPrint(options.outputs, options.quiet, watch, extras);
  if (written) return code;
  PrintError(written.error());
  return ExitCodeFor(written.error());
}

}  // namespace

ExitCode WatchCommand(const WatchOptions& options, const std::stop_token& stop) {
  if (options.csv.empty()) return WatchProcess(options, stop);
  // Before the output is opened: it may name the same file.
  const Result<RunResult> judged = JudgeCsv(options);
  if (!judged) {
    PrintError(judged.error());
    return ExitCodeFor(judged.error());
  }
  VerdictExtras extras;
  extras.detail = options.detail;
  return RunAndPrint(
      options.outputs, options.quiet, [&](const ProgressFn&) { return *judged; }, extras);
}

}  // namespace seep
