#pragma once
// Files that a report is written to, beside the terminal.

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "report/junit.h"
#include "report/named_run.h"
#include "seep/output_file.h"

namespace seep {

// Where to write what; empty: not at all. "-" is standard output.
struct ReportPaths {
  std::string html;
  std::string junit;
  std::string markdown;
  std::string sarif;
  std::string bencher;
  Undecided undecided = Undecided::kSkipped;  // in JUnit's file
  // Markdown is appended to the summary of a step of GitHub Actions, where there is one, without
  // being asked for: of what drove traffic. A step that runs and then reports has it once.
  bool step_summary = false;
};

// --junit and the like, in a group of the help, and not in seep.toml. `paths` has to outlive the
// parsing.
void AddReportFiles(CLI::App* app, ReportPaths& paths, const char* group);

class ReportFiles {
 public:
  // Before the run, so that a path that cannot be written is known before the time is spent. Where
  // Markdown is to go to $GITHUB_STEP_SUMMARY, it goes behind what stands there, and once. Errors:
  // as OutputFile::Open.
  [[nodiscard]] static Result<ReportFiles> Open(const ReportPaths& paths);

  bool to_stdout() const;
  // Tries all of them; the first error.
  [[nodiscard]] Result<> Write(std::span<const NamedRun> runs);

 private:
  using Render = std::string (*)(std::span<const NamedRun>, const ReportPaths&);

  ReportPaths paths_;
  std::vector<std::pair<OutputFile, Render>> files_;
};

}  // namespace seep
