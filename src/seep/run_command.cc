#include "seep/commands.h"
#include "seep/verdict_output.h"
#include "trial/trial.h"

namespace seep {

ExitCode RunCommand(const RunOptions& options, const std::stop_token& stop) {
  return RunAndPrint(options.outputs, options.quiet, [&](const ProgressFn& progress) {
    return RunTrial(options.plan, stop, progress);
  });
}

}  // namespace seep
