#pragma once
// The commands: options in, exit code out.

#include <stop_token>

#include "seep/exit_code.h"
#include "seep/options.h"

namespace seep {

ExitCode RunCommand(const RunOptions& options, const std::stop_token& stop);
ExitCode HuntCommand(const HuntOptions& options, const std::stop_token& stop);
ExitCode TestCommand(const TestOptions& options, const std::stop_token& stop);
ExitCode InitCommand(const InitOptions& options);
ExitCode UpstreamCommand(const UpstreamOptions& options);
ExitCode LoadCommand(const LoadOptions& options, const std::stop_token& stop);
ExitCode WatchCommand(const WatchOptions& options, const std::stop_token& stop);
ExitCode AnalyzeCommand(const AnalyzeOptions& options);
ExitCode ReportCommand(const ReportOptions& options);
ExitCode CompareCommand(const CompareOptions& options);
ExitCode DoctorCommand(const DoctorOptions& options, const std::stop_token& stop);

// "seep: message" on standard error.
void PrintError(const Error& error);

// Of a run that has a failure: what the server or the machine did is reported as a verdict is,
// "FAILED  …"; what the user typed, what Seep itself did, and an interruption are errors as above.
void PrintFailure(const RunResult& result, bool on_stderr);

}  // namespace seep
