#include <algorithm>
#include <cstdio>

#include "report/load_json.h"
#include "report/load_text.h"
#include "seep/commands.h"
#include "seep/output_file.h"
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

// Exit code: 0 when requests ended as they may, 1 when a threshold was crossed, 4 when none was
// answered.
ExitCode LoadCommand(const LoadOptions& options, const std::stop_token& stop) {
  Result<OutputFile> file = OutputFile::Open(options.json);
  if (!file) {
    PrintError(file.error());
    return ExitCodeFor(file.error());
  }
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
  const Result<> written =
      file->Write(options.json.empty() ? "" : LoadJson(options.traffic, result));
  if (!written) PrintError(written.error());
  if (result.Well() == 0 && !stop.stop_requested()) {
    PrintError(
        {ErrorKind::kRefused, Fault::kTarget, "no request was answered: " + result.error_example});
    return ExitCode::kRunFailed;
  }
  std::FILE* const out = file->to_stdout() ? stderr : stdout;
  std::fputs(LoadText(options.traffic, result).c_str(), out);
  bool failed = false;
  for (const Threshold& threshold : options.thresholds) {
    const auto crossed = Crossed(threshold, result);
    if (!crossed) continue;
    failed = true;
    std::fputs((*crossed + "\n").c_str(), out);
  }
  if (!written) return ExitCodeFor(written.error());
  return failed ? ExitCode::kLeak : ExitCode::kClean;
}

}  // namespace seep
