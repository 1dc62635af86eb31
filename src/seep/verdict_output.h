#pragma once
// What `seep run` and `seep watch` have in common: a result comes about while a line shows it, and
// is printed.

#include <functional>
#include <string>

#include "model/run_result.h"
#include "report/json.h"
#include "report/terminal.h"
#include "seep/exit_code.h"
#include "seep/report_files.h"
#include "trial/rounds.h"

namespace seep {

// Where to write what; empty: not at all. "-" is standard output, for one of them.
struct OutputPaths {
  std::string json;
  std::string pprof;
  std::string folded;
  ReportPaths reports;
};

// --pprof and --folded, in a group of the help, and not in seep.toml. `paths` has to outlive the
// parsing.
void AddProfiles(CLI::App* app, OutputPaths& paths, const char* group);

// What some commands do differently.
struct VerdictExtras {
  // What --json holds.
  std::function<std::string(const RunResult&)> json = JsonReport;
  // A judged run, borrowed: the comparison with it is printed beneath the report, and decides the
  // exit code in the verdict's place.
  const RunResult* baseline = nullptr;
  // The report is asked for, and not the verdict: the exit code is 0.
  bool shows_only = false;
  // A test that CTest runs prints its measurements, beside what else goes to standard output.
  bool measures = false;
  Detail detail = Detail::kSummary;
};

// Opens the files, calls `run` with what shows its progress, writes the files and prints the report
// or the failure.
ExitCode RunAndPrint(const OutputPaths& paths, bool quiet,
                     const std::function<RunResult(const ProgressFn&)>& run,
                     const VerdictExtras& extras = {});

}  // namespace seep
