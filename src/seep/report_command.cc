#include <cstdio>
#include <span>

#include "base/input_file.h"
#include "judge/rejudge.h"
#include "record/hunt_reader.h"
#include "report/hunt_text.h"
#include "seep/commands.h"
#include "seep/terminal.h"
#include "seep/verdict_output.h"

namespace seep {
namespace {

Result<RecordedRuns> Load(const ReportOptions& options) {
  const Result<std::string> json = ReadInput(options.file);
  if (!json) return tl::unexpected(json.error());
  Result<RecordedRuns> recorded = ReadRuns(*json, InputName(options.file));
  if (!recorded) return tl::unexpected(recorded.error());
  for (RunResult& run : recorded->runs) Rejudge(run);
  if (recorded->hunt && !(options.outputs.pprof + options.outputs.folded).empty()) {
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                "--pprof and --folded are of one run; record it with `seep run --json RUN.json`");
  }
  return recorded;
}

Result<> ShowHunt(const ReportOptions& options, std::span<const RunResult> runs) {
  Result<ReportFiles> reports = ReportFiles::Open(options.outputs.reports);
  if (!reports) return tl::unexpected(reports.error());
  if (auto written = reports->Write(NamedByShape(runs)); !written) return written;
  if (options.quiet) return {};
  const bool stdout_taken = reports->to_stdout();
  const Style style = ReportStyle(stdout_taken);
  std::fputs(HuntText(runs, style, options.detail).c_str(), stdout_taken ? stderr : stdout);
  return {};
}

}  // namespace

ExitCode ReportCommand(const ReportOptions& options) {
  // Before the outputs are opened: one of them may name the same file.
  const Result<RecordedRuns> recorded = Load(options);
  if (!recorded) {
    PrintError(recorded.error());
    return ExitCodeFor(recorded.error());
  }
  if (!recorded->hunt) {
    VerdictExtras extras;
    extras.shows_only = true;
    extras.detail = options.detail;
    return RunAndPrint(
        options.outputs, options.quiet, [&](const ProgressFn&) { return recorded->runs.front(); },
        extras);
  }
  if (const Result<> shown = ShowHunt(options, recorded->runs); !shown) {
    PrintError(shown.error());
    return ExitCodeFor(shown.error());
  }
  return ExitCode::kClean;
}

}  // namespace seep
