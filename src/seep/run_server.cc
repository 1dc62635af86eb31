#include "seep/run_server.h"

#include "trial/trial.h"

namespace seep {
namespace {

RunResult FailedRun(const Plan& plan, const Error& error) {
  RunResult result;
  result.plan = plan;
  result.failure = error;
  return result;
}

}  // namespace

RunResult RunServer(const RunOptions& options, const std::stop_token& stop,
                    const ProgressFn& progress) {
  const Result<InSurroundings> in = InSurroundings::Enter(options.surroundings);
  return in ? RunTrial(options.plan, stop, progress) : FailedRun(options.plan, in.error());
}

HuntResult HuntServer(const HuntOptions& options, const std::stop_token& stop,
                      const HuntProgressFn& progress) {
  const Result<InSurroundings> in = InSurroundings::Enter(options.surroundings);
  if (in) return RunHunt(options.hunt, stop, progress);
  return {.runs = {FailedRun(options.hunt.plan, in.error())}};
}

}  // namespace seep
