#include <algorithm>
#include <cstdio>

#include "judge/answers.h"
#include "report/load_csv.h"
#include "report/load_json.h"
#include "report/load_text.h"
#include "seep/commands.h"
#include "seep/load_line.h"
#include "seep/output_file.h"
#include "seep/print_warnings.h"
#include "seep/progress_line.h"
#include "seep/terminal.h"

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

// What --json and -e ask for.
struct Files {
  OutputFile json;
  OutputFile csv;

  static Result<Files> Open(const LoadOptions& options) {
    Result<OutputFile> json = OutputFile::Open(options.json);
    if (!json) return tl::unexpected<Error>(json.error());
    Result<OutputFile> csv = OutputFile::Open(options.csv);
    if (!csv) return tl::unexpected<Error>(csv.error());
    return Files{std::move(*json), std::move(*csv)};
  }

  Result<> Write(const LoadOptions& options, const LoadResult& result) {
    const Result<> written =
        json.Write(options.json.empty() ? "" : LoadJson(options.traffic, result));
    if (!written) return written;
    return csv.Write(options.csv.empty() ? "" : LoadCsv(result.latency));
  }
};

LoadResult Drive(LoadGenerator& generator, const LoadOptions& options,
                 const std::stop_token& stop) {
  ProgressLine line(!options.quiet);
  LivePace pace;
  return generator.Run(options.bounds, stop, [&](const LoadProgress& load) {
    const double now = pace.Add(load);
    if (line.active())
      line.Show(LoadLine(load, now, ShareDone(options.bounds, load), TerminalColumns()));
  });
}

void TellThatNothingWasAnswered(const LoadResult& result) {
  PrintError(
      {ErrorKind::kRefused, Fault::kTarget, "no request was answered: " + result.error_example});
  const auto kinds = std::count_if(result.errors.begin(), result.errors.end(),
                                   [](uint64_t count) { return count > 0; });
  if (kinds > 1) std::fputs(LoadErrorRows(result).c_str(), stderr);
}

}  // namespace

// Exit code: 0 when requests ended as they may, 1 when a threshold was crossed, 4 when none was
// answered or most not as asked.
ExitCode LoadCommand(const LoadOptions& options, const std::stop_token& stop) {
  Result<Files> files = Files::Open(options);
  if (!files) {
    PrintError(files.error());
    return ExitCodeFor(files.error());
  }
  Result<std::unique_ptr<LoadGenerator>> generator =
      LoadGenerator::Create(options.traffic, options.threads);
  if (!generator) {
    PrintError(generator.error());
    return ExitCodeFor(generator.error());
  }
  const LoadResult result = Drive(**generator, options, stop);
  const Result<> written = files->Write(options, result);
  if (!written) PrintError(written.error());
  if (result.Well() == 0 && !stop.stop_requested()) {
    TellThatNothingWasAnswered(result);
    return ExitCode::kRunFailed;
  }
  std::FILE* const out = files->json.to_stdout() || files->csv.to_stdout() ? stderr : stdout;
  std::fputs(LoadText(options.traffic, result).c_str(), out);
  if (const auto unasked = MostlyUnasked(options.traffic, result)) {
    PrintError(*unasked);
    return ExitCodeFor(*unasked);
  }
  if (options.quiet) PrintWarnings(options.traffic, result);
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
