#include <fmt/format.h>

#include <cstdio>
#include <vector>

#include "report/hunt_text.h"
#include "report/named_run.h"
#include "seep/commands.h"
#include "seep/output_file.h"
#include "seep/print_warnings.h"
#include "seep/progress_line.h"
#include "seep/run_server.h"
#include "seep/terminal.h"

namespace seep {

// Exit code: 1 when it leaks under a shape, 4 when it died, answered nothing or not as asked under
// one, else as for the worst verdict; 3 when it was interrupted.
ExitCode HuntCommand(const HuntOptions& options, const std::stop_token& stop) {
  Result<OutputFile> file = OutputFile::Open(options.json);
  if (!file) {
    PrintError(file.error());
    return ExitCodeFor(file.error());
  }
  Result<ReportFiles> reports = ReportFiles::Open(options.reports);
  if (!reports) {
    PrintError(reports.error());
    return ExitCodeFor(reports.error());
  }
  ProgressLine line(!options.quiet);
  const size_t shapes = options.hunt.cases.size();
  const HuntResult result =
      HuntServer(options, stop, [&](size_t index, const TrialProgress& progress) {
        TrialProgress shown = progress;
        shown.label =
            fmt::format("{}/{} {}", index + 1, shapes, options.hunt.cases[index].shape.name);
        line.Show(shown);
      });
  line.Clear();
  Result<> written = file->Write(options.json.empty() ? "" : HuntJson(result.runs));
  const std::vector<NamedRun> named = NamedByShape(result.runs);
  if (const Result<> all = reports->Write(named); written && !all) written = all;
  if (!written) PrintError(written.error());
  if (NeverStarted(result)) {
    PrintFailure(result.runs[0], true);
    return ExitCodeFor(*result.runs[0].failure);
  }
  const ExitCode code = result.interrupted ? ExitCode::kInconclusive : ExitCodeFor(WorstOf(named));
  const bool stdout_taken = file->to_stdout() || reports->to_stdout();
  const Style style = ReportStyle(stdout_taken);
  if (!options.quiet || code != ExitCode::kClean) {
    std::fputs(HuntText(result.runs, style, options.detail).c_str(),
               stdout_taken ? stderr : stdout);
  } else {
    for (const NamedRun& one : named) PrintWarnings(one.name, *one.run);
  }
  return written ? code : ExitCodeFor(written.error());
}

}  // namespace seep
