#include <algorithm>
#include <cstdio>

#include "report/load_text.h"
#include "seep/commands.h"
#include "seep/progress_line.h"

namespace seep {
namespace {

double ShareDone(const RoundBounds& bounds, const LoadProgress& load) {
  double share = 0;
  if (bounds.requests != 0)
    share = static_cast<double>(load.requests) / static_cast<double>(bounds.requests);
  if (bounds.duration.count() != 0)
    share = std::max(share, load.seconds / Seconds(bounds.duration));
  return std::min(share, 1.0);
}

}  // namespace

// Exit code: 0 when there were answers, 4 when there was none.
ExitCode LoadCommand(const LoadOptions& options, const std::stop_token& stop) {
  Result<std::unique_ptr<LoadGenerator>> generator =
      LoadGenerator::Create(options.traffic, options.threads);
  if (!generator) {
    PrintError(generator.error());
    return ExitCodeFor(generator.error());
  }
  ProgressLine line(!options.quiet);
  const LoadResult result = (*generator)->Run(options.bounds, stop, [&](const LoadProgress& load) {
    line.Show({.phase = TrialProgress::Phase::kTraffic,
               .round = 1,
               .requests = load.requests,
               .requests_per_second =
                   load.seconds > 0 ? static_cast<double>(load.requests) / load.seconds : 0,
               .budget_share = ShareDone(options.bounds, load)});
  });
  line.Clear();
  if (result.answers == 0 && !stop.stop_requested()) {
    PrintError(
        {ErrorKind::kRefused, Fault::kTarget, "no request was answered: " + result.error_example});
    return ExitCode::kRunFailed;
  }
  std::fputs(LoadText(options.traffic, result).c_str(), stdout);
  return ExitCode::kClean;
}

}  // namespace seep
