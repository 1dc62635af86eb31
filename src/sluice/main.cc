// Sluice: wires options, log, server and signals together.

#include <fmt/format.h>
#include <signal.h>

#include <cstdio>
#include <thread>

#include "base/units.h"
#include "proxy/access_log.h"
#include "proxy/server.h"
#include "sluice/options.h"

namespace {

using namespace sluice;

int FailWith(const seep::Error& error) {
  std::fputs(ErrorLine(error.message).c_str(), stderr);
  return ExitCodeFor(error);
}

sigset_t StopSignals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

void Announce(const Server& server, const ServerOptions& options) {
  if (server.connections_max() < options.connections_max) {
    const std::string text = fmt::format(
        "serves {} connections at a time instead of {}: the limit of file descriptors "
        "(ulimit -n) allows no more, or they are shared evenly among the threads",
        server.connections_max(), options.connections_max);
    std::fputs(ErrorLine(text).c_str(), stderr);
  }
  const std::string host = options.listen.substr(0, options.listen.rfind(':'));
  fmt::print("sluice: listening on {}:{}, forwarding to {}; at most {} connections and {}\n", host,
             server.port(), options.upstream, seep::FormatCount(server.connections_max()),
             seep::FormatBytes(static_cast<double>(server.memory_bytes_max())));
  std::fflush(stdout);
}

// Serves until the first signal has let all requests finish; a second one ends the process.
void Serve(Server& server) {
  const sigset_t signals = StopSignals();
  std::jthread serving([&server] { server.Run(); });
  int signal = 0;
  sigwait(&signals, &signal);
  server.Stop();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

}  // namespace

int main(int argc, char** argv) {
  ParsedOptions parsed = ParseOptions(argc, argv);
  if (!parsed.options) {
    std::fputs(parsed.output.c_str(), parsed.exit_code == kExitOk ? stdout : stderr);
    return parsed.exit_code;
  }
  Options& options = *parsed.options;
  // Before any thread, so that all of them leave the signals to the one that waits for them.
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  if (!options.access_log.empty()) {
    auto log = AccessLog::Open(options.access_log);
    if (!log) return FailWith(log.error());
    options.server.on_request = [log = *log](const AccessRecord& record) { log->Write(record); };
  }
  const auto server = Server::Create(options.server);
  if (!server) return FailWith(server.error());
  Announce(**server, options.server);
  Serve(**server);
  return kExitOk;
}
