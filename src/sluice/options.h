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
  std::string certificate;  // of the command line; "" for none
  std::string key;
  std::string access_log;                    // empty: none; "-": standard output
  std::string access_log_format = "common";  // of RecordFormat
  std::string error_log;                     // empty: none; "-": standard error
  std::string admin;                         // host:port for /metrics and the like; empty: none
  std::string config;                        // the file that it was read from; empty: none
  bool check = false;                        // only whether it can be served with
};

// What the command line came to: options to serve with, or a code to exit with at once, after
// `output` has been printed to standard output (code 0: --help, --version) or standard error.
struct ParsedOptions {
  std::optional<Options> options;
  int exit_code = kExitOk;
  std::string output;
};
// The words go before what a file says that --config names.
ParsedOptions ParseOptions(int argc, const char* const* argv);

// What the file of --config says now, for a server that runs, and nothing that is fixed while it
// does. Errors as of ReadConfig, or that the file cannot be read.
struct Reloaded {
  Routing routing;
  TlsServerConfig tls;  // the files that it names are read again
};
[[nodiscard]] seep::Result<Reloaded> ReadAgain(const Options& options);

// One line for standard error, beginning with the program's name.
std::string ErrorLine(std::string_view message);
int ExitCodeFor(const seep::Error& error);

}  // namespace sluice
