#include "seep/verdict_output.h"

#include <cstdio>
#include <optional>
#include <vector>

#include "report/folded.h"
#include "report/json.h"
#include "report/pprof.h"
#include "report/terminal.h"
#include "seep/commands.h"
#include "seep/output_file.h"
#include "seep/progress_line.h"
#include "seep/terminal.h"

namespace seep {
namespace {

struct Output {
  OutputFile file;
  std::string (*render)(const RunResult& result);
};

// Nothing when one cannot be written; the error has been printed then.
std::optional<std::vector<Output>> OpenOutputs(const OutputPaths& paths) {
  const auto pprof = [](const RunResult& result) {
    return PprofProfile(result.sites.value_or(SitePass{}));
  };
  const auto folded = [](const RunResult& result) {
    return FoldedStacks(result.sites.value_or(SitePass{}));
  };
  std::vector<Output> outputs;
  for (const auto& [path, render] :
       {std::pair<const std::string&, decltype(Output::render)>{paths.json, JsonReport},
        {paths.pprof, pprof},
        {paths.folded, folded}}) {
    if (path.empty()) continue;
    Result<OutputFile> file = OutputFile::Open(path);
    if (!file) {
      PrintError(file.error());
      return std::nullopt;
    }
    outputs.push_back({std::move(*file), render});
  }
  return outputs;
}

ExitCode PrintVerdict(const RunResult& result, std::vector<Output>& outputs, bool quiet) {
  std::optional<Error> failed;
  bool stdout_taken = false;
  for (Output& output : outputs) {
    stdout_taken |= output.file.to_stdout();
    if (const Result<> written = output.file.Write(output.render(result)); !written) {
      failed = written.error();
      PrintError(*failed);
    }
  }
  if (result.failure) {
    PrintError(*result.failure);
    return ExitCodeFor(*result.failure);
  }
  if (!quiet || result.outcome != Outcome::kClean) {
    const Style style{.color = !stdout_taken && StdoutWantsColor(), .columns = StdoutColumns()};
    std::fputs(TerminalReport(result, style).c_str(), stdout_taken ? stderr : stdout);
  }
  return failed ? ExitCodeFor(*failed) : ExitCodeFor(result.outcome);
}

}  // namespace

ExitCode RunAndPrint(const OutputPaths& paths, bool quiet,
                     const std::function<RunResult(const ProgressFn&)>& run) {
  auto outputs = OpenOutputs(paths);
  if (!outputs) return ExitCode::kUsage;
  ProgressLine line(!quiet);
  const RunResult result = run([&](const TrialProgress& progress) { line.Show(progress); });
  line.Clear();
  return PrintVerdict(result, *outputs, quiet);
}

}  // namespace seep
