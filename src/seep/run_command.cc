#include "seep/commands.h"
#include "seep/output_file.h"
#include "seep/progress_line.h"
#include "seep/verdict_output.h"
#include "trial/trial.h"

namespace seep {

ExitCode RunCommand(const RunOptions& options, const std::stop_token& stop) {
  Result<OutputFile> json = OutputFile::Open(options.json_path);
  if (!json) {
    PrintError(json.error());
    return ExitCodeFor(json.error());
  }
  ProgressLine line(!options.quiet);
  const RunResult result =
      RunTrial(options.plan, stop, [&](const TrialProgress& progress) { line.Show(progress); });
  line.Clear();
  return PrintVerdict(result, *json, options.quiet);
}

}  // namespace seep
