#include "seep/verdict_output.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <vector>

#include "judge/compare.h"
#include "report/comparison_text.h"
#include "report/ctest_measurements.h"
#include "report/folded.h"
#include "report/json.h"
#include "report/pprof.h"
#include "report/terminal.h"
#include "seep/commands.h"
#include "seep/output_file.h"
#include "seep/print_warnings.h"
#include "seep/progress_line.h"
#include "seep/terminal.h"

namespace seep {
namespace {

struct Output {
  OutputFile file;
  std::function<std::string(const RunResult&)> render;
};

struct Outputs {
  std::vector<Output> files;
  ReportFiles reports;

  bool TakesStdout() const {
    return reports.to_stdout() || std::any_of(files.begin(), files.end(), [](const Output& output) {
             return output.file.to_stdout();
           });
  }
};

// Nothing when one cannot be written; the error has been printed then.
std::optional<Outputs> OpenOutputs(const OutputPaths& paths, const VerdictExtras& extras) {
  const auto pprof = [](const RunResult& result) {
    return PprofProfile(result.sites.value_or(SitePass{}));
  };
  const auto folded = [](const RunResult& result) {
    return FoldedStacks(result.sites.value_or(SitePass{}));
  };
  std::vector<Output> files;
  for (const auto& [path, render] :
       {std::pair<const std::string&, decltype(Output::render)>{paths.json, extras.json},
        {paths.pprof, pprof},
        {paths.folded, folded}}) {
    if (path.empty()) continue;
    Result<OutputFile> file = OutputFile::Open(path);
    if (!file) {
      PrintError(file.error());
      return std::nullopt;
    }
    files.push_back({std::move(*file), render});
  }
  Result<ReportFiles> reports = ReportFiles::Open(paths.reports);
  if (!reports) {
    PrintError(reports.error());
    return std::nullopt;
  }
  return Outputs{.files = std::move(files), .reports = std::move(*reports)};
}

// Nothing if all could be written; the error has been printed then.
std::optional<Error> WriteOutputs(const RunResult& result, Outputs& outputs) {
  std::optional<Error> failed;
  const auto note = [&](const Result<>& written) {
    if (written) return;
    failed = written.error();
    PrintError(*failed);
  };
  for (Output& output : outputs.files) note(output.file.Write(output.render(result)));
  const NamedRun named = Named(result);
  note(outputs.reports.Write({&named, 1}));
  return failed;
}

// The report, what is beneath it, and what it comes to.
struct Told {
  std::string text;
  ExitCode code = ExitCode::kInternal;
};

Told Tell(const RunResult& result, const VerdictExtras& extras, const Style& style) {
  Told told{.text = TerminalReport(result, style, extras.detail),
            .code = ExitCodeFor(result.outcome)};
  if (extras.shows_only) told.code = ExitCode::kClean;
  if (extras.baseline == nullptr) return told;
  const Comparison comparison = Compare(*extras.baseline, result);
  told.text += "\n" + ComparisonText(comparison, style);
  told.code = ExitCodeFor(comparison.change);
  return told;
}

// ctest(1) sets one of them for each of its tests, the second with --interactive-debug-mode 0.
bool RunByCtest() {
  return std::getenv("CTEST_INTERACTIVE_DEBUG_MODE") != nullptr ||
         std::getenv("DASHBOARD_TEST_FROM_CTEST") != nullptr;
}

ExitCode PrintVerdict(const RunResult& result, Outputs& outputs, bool quiet,
                      const VerdictExtras& extras) {
  const std::optional<Error> failed = WriteOutputs(result, outputs);
  if (result.failure) {
    // To standard error, unless it was asked for.
    PrintFailure(result, !extras.shows_only || outputs.TakesStdout());
    return extras.shows_only && !failed ? ExitCode::kClean : ExitCodeFor(*result.failure);
  }
  const bool stdout_taken = outputs.TakesStdout();
  const Style style = ReportStyle(stdout_taken);
  const Told told = Tell(result, extras, style);
  if (!quiet || told.code != ExitCode::kClean)
    std::fputs(told.text.c_str(), stdout_taken ? stderr : stdout);
  else
    PrintWarnings("", result);
  if (extras.measures && RunByCtest())
    std::fputs(CtestMeasurements(result).c_str(), stdout_taken ? stderr : stdout);
  return failed ? ExitCodeFor(*failed) : told.code;
}

}  // namespace

void AddProfiles(CLI::App* app, OutputPaths& paths, const char* group) {
  app->add_option("--pprof", paths.pprof, "what leaks, as a gzipped pprof profile")
      ->option_text("FILE")
      ->group(group)
      ->configurable(false);
  app->add_option("--folded", paths.folded, "what leaks, as folded stacks (flame graphs)")
      ->option_text("FILE")
      ->group(group)
      ->configurable(false);
}

ExitCode RunAndPrint(const OutputPaths& paths, bool quiet,
                     const std::function<RunResult(const ProgressFn&)>& run,
                     const VerdictExtras& extras) {
  auto outputs = OpenOutputs(paths, extras);
  if (!outputs) return ExitCode::kUsage;
  ProgressLine line(!quiet);
  const RunResult result = run([&](const TrialProgress& progress) { line.Show(progress); });
  line.Clear();
  return PrintVerdict(result, *outputs, quiet, extras);
}

}  // namespace seep
