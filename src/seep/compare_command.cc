#include <cstdio>

#include "judge/compare.h"
#include "report/comparison_json.h"
#include "report/comparison_text.h"
#include "report/html.h"
#include "seep/commands.h"
#include "seep/output_file.h"
#include "seep/recorded_run.h"
#include "seep/source_reader.h"
#include "seep/source_root.h"
#include "seep/terminal.h"

namespace seep {
namespace {

struct Runs {
  RunResult base;
  RunResult changed;
};

Result<Runs> LoadRuns(const CompareOptions& options) {
  Result<RunResult> base = LoadBaseline(options.base, options.tolerance);
  if (!base) return tl::unexpected(base.error());
  Result<RecordedRun> changed = LoadRun(options.changed, options.tolerance);
  if (!changed) return tl::unexpected(changed.error());
  if (changed->result.failure) return tl::unexpected(*changed->result.failure);
  if (auto same = CheckSameUnit(*base, changed->result.per); !same)
    return tl::unexpected(same.error());
  return Runs{.base = std::move(*base), .changed = std::move(changed->result)};
}

Result<> WritePage(const Comparison& comparison, const Runs& runs, const CompareOptions& options,
                   OutputFile& file) {
  if (options.html.empty()) return {};
  return file.Write(
      HtmlComparison(comparison, runs.base, runs.changed, SourcesBelow(SourceRoot())));
}

Result<ExitCode> CompareAndPrint(const CompareOptions& options) {
  Result<Runs> runs = LoadRuns(options);
  if (!runs) return tl::unexpected(runs.error());
  Result<OutputFile> json = OutputFile::Open(options.json);
  if (!json) return tl::unexpected(json.error());
  Result<OutputFile> html = OutputFile::Open(options.html);
  if (!html) return tl::unexpected(html.error());
  const Comparison comparison = Compare(runs->base, runs->changed);
  if (const auto written = json->Write(ComparisonJson(comparison)); !written)
    return tl::unexpected(written.error());
  if (const auto written = WritePage(comparison, *runs, options, *html); !written)
    return tl::unexpected(written.error());
  if (!options.quiet || comparison.change != Change::kNotWorse) {
    const bool stdout_taken = json->to_stdout() || html->to_stdout();
    const Style style = ReportStyle(stdout_taken);
    std::fputs(ComparisonText(comparison, style).c_str(), stdout_taken ? stderr : stdout);
  }
  return ExitCodeFor(comparison.change);
}

}  // namespace

ExitCode CompareCommand(const CompareOptions& options) {
  const Result<ExitCode> code = CompareAndPrint(options);
  if (code) return *code;
  PrintError(code.error());
  return ExitCodeFor(code.error());
}

}  // namespace seep
