#include "seep/report_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "report/bencher.h"
#include "report/html.h"
#include "report/markdown.h"
#include "report/sarif.h"
#include "seep/parsed_option.h"
#include "seep/source_reader.h"
#include "seep/source_root.h"

namespace seep {
namespace {

// Of a step's summary: https://docs.github.com/actions, "Workflow commands", "Adding a job
// summary".
constexpr size_t kMarkdownBytesMax = size_t{1} << 20;

Result<Undecided> ParseUndecided(const std::string& text) {
  if (text == "skipped") return Undecided::kSkipped;
  if (text == "failure") return Undecided::kFailure;
  return Fail(ErrorKind::kBadInput, Fault::kUser,
              fmt::format("\"{}\" is neither \"skipped\" nor \"failure\"", text));
}

std::string Html(std::span<const NamedRun> runs, const ReportPaths& /*paths*/) {
  return HtmlReport(runs, SourcesBelow(SourceRoot()));
}

std::string Junit(std::span<const NamedRun> runs, const ReportPaths& paths) {
  return JunitReport(runs, paths.undecided);
}

std::string Markdown(std::span<const NamedRun> runs, const ReportPaths& /*paths*/) {
  return MarkdownReport(runs, kMarkdownBytesMax);
}

std::string Sarif(std::span<const NamedRun> runs, const ReportPaths& /*paths*/) {
  return SarifReport(runs, SourceRoot());
}

std::string Bencher(std::span<const NamedRun> runs, const ReportPaths& /*paths*/) {
  return BencherReport(runs);
}

// Empty: this is no step of GitHub Actions.
std::string StepSummary() {
  const char* path = std::getenv("GITHUB_STEP_SUMMARY");
  return path == nullptr ? "" : path;
}

}  // namespace

void AddReportFiles(CLI::App* app, ReportPaths& paths, const char* group) {
  const auto add = [&](const char* flag, std::string& path, const char* help) {
    app->add_option(flag, path, help)->option_text("FILE")->group(group)->configurable(false);
  };
  add("--html", paths.html, "a page for a browser, with all readings and call stacks");
  add("--junit", paths.junit, "a test report, as JUnit's XML");
  AddParsed(app, "--junit-inconclusive", "AS", paths.undecided, ParseUndecided,
            "INCONCLUSIVE in it: skipped (default) or failure")
      ->group(kMoreOptions)
      ->configurable(false);
  add("--markdown", paths.markdown, "a report to be read in a pull request");
  add("--sarif", paths.sarif, "the lines that leak, for a code review");
  add("--bencher", paths.bencher, "growth, as benchmark results");
}

Result<ReportFiles> ReportFiles::Open(const ReportPaths& paths) {
  ReportFiles files;
  files.paths_ = paths;
  const std::string summary = StepSummary();
  const std::string unasked = paths.step_summary && paths.markdown != summary ? summary : "";
  const std::pair<const std::string&, Render> wanted[] = {
      {paths.html, Html},   {paths.junit, Junit},     {paths.markdown, Markdown},
      {paths.sarif, Sarif}, {paths.bencher, Bencher}, {unasked, Markdown}};
  for (const auto& [path, render] : wanted) {
    if (path.empty()) continue;
    const bool shared = path == summary;  // with what else the step tells
    Result<OutputFile> file = shared ? OutputFile::OpenToAppend(path) : OutputFile::Open(path);
    if (!file) return tl::unexpected(file.error());
    files.files_.emplace_back(std::move(*file), render);
  }
  return files;
}

bool ReportFiles::to_stdout() const {
  return std::any_of(files_.begin(), files_.end(),
                     [](const auto& file) { return file.first.to_stdout(); });
}

Result<> ReportFiles::Write(std::span<const NamedRun> runs) {
  Result<> first;
  for (auto& [file, render] : files_) {
    const Result<> written = file.Write(render(runs, paths_));
    if (!written && first) first = written;
  }
  return first;
}

}  // namespace seep
