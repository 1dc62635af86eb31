#pragma once
// Sluice's command line.

#include <optional>
#include <string>

#include "proxy/server.h"

namespace sluice {

// Exit codes, as for Seep where they mean the same.
enum ExitCode : int { kExitOk = 0, kExitUsage = 2, kExitFailed = 4, kExitInternal = 5 };

struct Options {
  ServerOptions server;
  std::string access_log;  // empty: none; "-": standard output
};

// What the command line came to: options to serve with, or a code to exit with at once, after
// `output` has been printed to standard output (code 0: --help, --version) or standard error.
struct ParsedOptions {
  std::optional<Options> options;
  int exit_code = kExitOk;
  std::string output;
};
ParsedOptions ParseOptions(int argc, const char* const* argv);

// One line for standard error, beginning with the program's name.
std::string ErrorLine(std::string_view message);
int ExitCodeFor(const seep::Error& error);

}  // namespace sluice
