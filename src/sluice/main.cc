// Sluice: wires options, log, server and signals together.

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include <atomic>
#include <cstdio>
#include <initializer_list>
#include <thread>

#include "base/units.h"
#include "proxy/admin.h"
#include "proxy/server.h"
#include "sluice/handover.h"
#include "sluice/logs.h"
#include "sluice/metrics_text.h"
#include "sluice/options.h"
#include "sluice/status_page.h"

namespace {

using namespace sluice;

int FailWith(const seep::Error& error) {
  std::fputs(ErrorLine(error.message).c_str(), stderr);
  return ExitCodeFor(error);
}

sigset_t SetOf(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  return set;
}

sigset_t Signals() { return SetOf({SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGCHLD}); }

void Say(const std::string& message) { std::fputs(ErrorLine(message).c_str(), stderr); }

void AnnounceAdmin(const Admin& admin, const std::string& listen) {
  fmt::print("sluice: metrics at http://{}:{}/metrics\n", listen.substr(0, listen.rfind(':')),
             admin.port());
  std::fflush(stdout);
}

// "127.0.0.1:80", or "3 upstreams by 4 routes".
std::string Upstreams(const ServerOptions& options) {
  const Routing& routing = options.routing;
  if (routing.routes.empty()) return options.upstream;
  return fmt::format("{} {} by {} {}", routing.groups.size(),
                     routing.groups.size() == 1 ? "upstream" : "upstreams", routing.routes.size(),
                     routing.routes.size() == 1 ? "route" : "routes");
}

void Announce(const Server& server, const ServerOptions& options) {
  if (server.connections_max() < options.connections_max) {
    const std::string text = fmt::format(
        "serves {} connections at a time instead of {}: the limit of file descriptors "
        "(ulimit -n) allows no more, or they are shared evenly among the threads",
        server.connections_max(), options.connections_max);
    std::fputs(ErrorLine(text).c_str(), stderr);
  }
  fmt::print("sluice: listening on {}, forwarding to {}; at most {} connections and {}\n",
             fmt::join(server.addresses(), " and "), Upstreams(options),
             seep::FormatCount(server.connections_max()),
             seep::FormatBytes(static_cast<double>(server.memory_bytes_max())));
  std::fflush(stdout);
}

AdminAnswer AnswerTo(std::string_view path, const Stats& stats, uint64_t log_lost,
                     seep::TimePoint begin) {
  if (path == "/metrics") {
    return {.type = "text/plain; version=0.0.4; charset=utf-8",
            .body = MetricsText(stats, log_lost)};
  }
  if (path == "/healthz") return {.body = "ok\n"};
  if (path == "/readyz") {
    const Readiness readiness = ReadinessOf(stats);
    return {.status = static_cast<uint16_t>(readiness.ready ? 200 : 503),
            .body = readiness.text + "\n"};
  }
  if (path == "/") {
    const auto up_for = std::chrono::duration_cast<seep::milliseconds>(seep::Clock::now() - begin);
    return {.type = "text/html; charset=utf-8", .body = StatusPage(stats, up_for, log_lost)};
  }
  return {.status = 404, .body = "There are /metrics, /healthz, /readyz and /.\n"};
}

// Without taking the port, which another one may be serving at.
int Check(Options options) {
  for (auto* addresses : {&options.server.listen, &options.server.listen_tls}) {
    for (std::string& listen : *addresses) listen = listen.substr(0, listen.rfind(':')) + ":0";
  }
  const auto server = Server::Create(options.server);
  if (!server) return FailWith(server.error());
  fmt::print("sluice: {} can be served with\n",
             options.config.empty() ? "what is given" : options.config);
  return kExitOk;
}

// A configuration that cannot be served with changes nothing.
void Reload(const Options& options, Server& server) {
  auto reloaded = ReadAgain(options);
  if (!reloaded) return Say("not reloaded: " + reloaded.error().message);
  if (auto used = server.Use(std::move(reloaded->routing), reloaded->tls); !used)
    return Say("not reloaded: " + used.error().message);
  Say("reloaded" + (options.config.empty() ? "" : " " + options.config));
}

void Reopen(const Logs& logs) {
  if (!logs.Writer()) return Say("SIGUSR1: there is no --access-log or --error-log to open again");
  if (auto opened = logs.Reopen(); !opened) Say(opened.error().message);
}

// The program as it is on the disk now takes over; it says so by SIGTERM, when it serves.
void Replace(char* const* argv, const Admin* admin, const Server& server, pid_t& successor) {
  if (successor > 0) return Say(fmt::format("SIGUSR2: process {} is starting already", successor));
  std::vector<int> sockets = server.listening();
  if (admin != nullptr) sockets.push_back(admin->listening());
  const auto started = StartSuccessor(argv, sockets);
  if (!started) return Say("not replaced: " + started.error().message);
  successor = *started;
}

void NoteEnd(pid_t& successor) {
  int status = 0;
  if (successor == 0 || ::waitpid(successor, &status, WNOHANG) != successor) return;
  Say(fmt::format("not replaced: process {} ended before it served", successor));
  successor = 0;
}

// Until what is under way has ended, or a second signal ends the process. What is meant for the
// successor, such as SIGHUP to all processes of that name, ends nothing; the logs are still
// written.
void Drain(const Logs& logs, const std::atomic<bool>& ended) {
  const sigset_t to_end = SetOf({SIGINT, SIGTERM});
  pthread_sigmask(SIG_UNBLOCK, &to_end, nullptr);
  const sigset_t others = SetOf({SIGUSR1, SIGCHLD});
  for (int signal = 0; !ended && sigwait(&others, &signal) == 0;) {
    if (signal == SIGUSR1) Reopen(logs);
  }
}

// Serves until the first signal to end has let all requests finish; a second one ends the process.
void Serve(char* const* argv, const Options& options, const Logs& logs, const Admin* admin,
           Server& server) {
  const sigset_t signals = Signals();
  std::atomic<bool> ended = false;
  std::jthread serving([&server, &ended, waiting = pthread_self()] {
    server.Run();
    ended = true;
    pthread_kill(waiting, SIGCHLD);
  });
  TellThatItServes();
  pid_t successor = 0;
  for (int signal = 0; sigwait(&signals, &signal) == 0;) {
    if (signal == SIGHUP) {
      Reload(options, server);
    } else if (signal == SIGUSR1) {
      Reopen(logs);
    } else if (signal == SIGUSR2) {
      Replace(argv, admin, server, successor);
    } else if (signal == SIGCHLD) {
      NoteEnd(successor);
    } else {
      break;
    }
  }
  if (successor == 0) TellSystemd("STOPPING=1");
  server.Stop();
  Drain(logs, ended);
}

}  // namespace

int main(int argc, char** argv) {
  // Before anything else, since SIGHUP would end the process until then; and before any thread, so
  // that all of them leave the signals to the one that waits for them.
  const sigset_t signals = Signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  ParsedOptions parsed = ParseOptions(argc, argv);
  if (!parsed.options) {
    std::fputs(parsed.output.c_str(), parsed.exit_code == kExitOk ? stdout : stderr);
    return parsed.exit_code;
  }
  Options& options = *parsed.options;
  PassedSockets passed = TakePassedSockets();
  ::signal(SIGPIPE, SIG_IGN);
  if (options.check) return Check(options);
  Logs logs;
  if (auto opened = logs.Open(options); !opened) return FailWith(opened.error());
  options.server.on_request = logs.Writer();
  options.server.keeps_heads = logs.want_heads();
  const auto server = Server::Create(options.server, passed);
  if (!server) return FailWith(server.error());
  const seep::TimePoint begin = seep::Clock::now();
  std::unique_ptr<Admin> admin;
  if (!options.admin.empty()) {
    auto started = Admin::Start(options.admin, passed, [&](std::string_view path) {
      return AnswerTo(path, (*server)->Read(), logs.lost(), begin);
    });
    if (!started) return FailWith(started.error());
    admin = std::move(*started);
  }
  if (!passed.left().empty()) {
    Say(
        fmt::format("a socket at {} was passed, and nothing listens there: write "
                    "--listen {} or listen = \"{}\"",
                    passed.left(), passed.left(), passed.left()));
    return kExitUsage;
  }
  Announce(**server, options.server);
  if (admin != nullptr) AnnounceAdmin(*admin, options.admin);
  Serve(argv, options, logs, admin.get(), **server);
  return kExitOk;
}
