#include "seep/verdict_output.h"

#include <cstdio>

#include "report/json.h"
#include "report/terminal.h"
#include "seep/commands.h"
#include "seep/output_file.h"
#include "seep/progress_line.h"
#include "seep/terminal.h"

namespace seep {
namespace {

ExitCode PrintVerdict(const RunResult& result, OutputFile& json, bool quiet) {
  const Result<> written = json.Write(JsonReport(result));
  if (!written) PrintError(written.error());
  if (result.failure) {
    PrintError(*result.failure);
    return ExitCodeFor(*result.failure);
  }
  if (!quiet || result.outcome != Outcome::kClean) {
    const bool to_stderr = json.to_stdout();
    const Style style{.color = !to_stderr && StdoutWantsColor()};
    std::fputs(TerminalReport(result, style).c_str(), to_stderr ? stderr : stdout);
  }
  return written ? ExitCodeFor(result.outcome) : ExitCodeFor(written.error());
}

}  // namespace

ExitCode RunAndPrint(const std::string& json_path, bool quiet,
                     const std::function<RunResult(const ProgressFn&)>& run) {
  Result<OutputFile> json = OutputFile::Open(json_path);
  if (!json) {
    PrintError(json.error());
    return ExitCodeFor(json.error());
  }
  ProgressLine line(!quiet);
  const RunResult result = run([&](const TrialProgress& progress) { line.Show(progress); });
  line.Clear();
  return PrintVerdict(result, *json, quiet);
}

}  // namespace seep
