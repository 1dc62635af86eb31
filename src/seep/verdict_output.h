#pragma once
// What `seep run` and `seep watch` have in common: a result comes about while a line shows it, and
// is printed.

#include <functional>
#include <string>

#include "model/run_result.h"
#include "seep/exit_code.h"
#include "trial/rounds.h"

namespace seep {

// Where to write what; empty: not at all. "-" is standard output, for one of them.
struct OutputPaths {
  std::string json;
  std::string pprof;
  std::string folded;
};

// Opens the files, calls `run` with what shows its progress, writes the files and prints the report
// or the failure.
ExitCode RunAndPrint(const OutputPaths& paths, bool quiet,
                     const std::function<RunResult(const ProgressFn&)>& run);

}  // namespace seep
