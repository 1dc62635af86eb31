#pragma once
// The end of a run or a watch: report, JSON, exit code.

#include "model/run_result.h"
#include "seep/exit_code.h"
#include "seep/output_file.h"

namespace seep {

// Writes the JSON and prints the report, or the failure with the last of the server's output.
ExitCode PrintVerdict(const RunResult& result, OutputFile& json, bool quiet);

}  // namespace seep
