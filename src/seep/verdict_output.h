#pragma once
// What `seep run` and `seep watch` have in common: a result comes about while a line shows it, and
// is printed.

#include <functional>
#include <string>

#include "model/run_result.h"
#include "seep/exit_code.h"
#include "trial/rounds.h"

namespace seep {

// Opens the JSON file, calls `run` with what shows its progress, writes the JSON and prints the
// report or the failure.
ExitCode RunAndPrint(const std::string& json_path, bool quiet,
                     const std::function<RunResult(const ProgressFn&)>& run);

}  // namespace seep
