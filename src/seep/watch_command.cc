#include "seep/commands.h"
#include "seep/verdict_output.h"
#include "trial/watch.h"

namespace seep {

ExitCode WatchCommand(const WatchOptions& options, const std::stop_token& stop) {
  return RunAndPrint(options.outputs, options.quiet, [&](const ProgressFn& progress) {
    return Watch(options.plan, stop, progress);
  });
}

}  // namespace seep
