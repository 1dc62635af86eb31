#include <cstdio>

#include "report/terminal.h"
#include "seep/commands.h"
#include "seep/terminal.h"

namespace seep {

void PrintError(const Error& error) { std::fprintf(stderr, "seep: %s\n", error.message.c_str()); }

void PrintFailure(const RunResult& result, bool on_stderr) {
  if (ExitCodeFor(*result.failure) != ExitCode::kRunFailed) return PrintError(*result.failure);
  std::fputs(TerminalReport(result, ReportStyle(on_stderr)).c_str(), on_stderr ? stderr : stdout);
}

}  // namespace seep
