#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <string_view>
#include <thread>
#include <utility>

#include "base/address.h"
#include "base/units.h"
#include "model/endpoint_name.h"
#include "process/last_output.h"
#include "process/probe.h"
#include "process/ready.h"
#include "process/tcp_sockets.h"

namespace seep {
namespace {

constexpr milliseconds kPause(2);  // between two attempts

// As much of a foreign answer as fits on a line.
std::string Excerpt(std::string_view answer) {
  std::string text;
  for (const char c : answer.substr(0, 40)) {
    text += std::isprint(static_cast<unsigned char>(c)) != 0 ? c : '.';
  }
  return text;
}

// How a client of this machine gets to who listens at an address; empty: not by loopback.
std::string LoopbackOf(const std::string& address) {
  if (address == "0.0.0.0") return "127.0.0.1";
  if (address == "::") return "::1";
  return ResolvesToLoopback(address) ? address : "";
}

// RFC 8446, section 5.1: a record of type alert (21), of a version that begins with 3. It is how a
// TLS server refuses what is no handshake.
bool IsTlsAlert(std::string_view answer) { return answer.starts_with("\x15\x03"); }

class ReadyWait {
 public:
  ReadyWait(Target& target, const Endpoint& endpoint, std::string path, bool http,
            milliseconds timeout, std::stop_token stop)
      : target_(target),
        endpoint_(endpoint),
        path_(std::move(path)),
        timeout_(timeout),
        end_(Clock::now() + timeout),
        stop_(std::move(stop)) {
    if (!http) return;
    request_ = fmt::format(
        "GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: seep\r\nAccept: */*\r\n"
        "Connection: close\r\n\r\n",
        path_, endpoint_.unix_socket.empty() ? AuthorityOf(endpoint_) : endpoint_.host);
  }

  Result<> Run() {
    const auto addresses = Resolve(endpoint_.host, endpoint_.port, endpoint_.unix_socket);
    if (!addresses) return tl::unexpected(addresses.error());
    bool closed = false;
    for (;;) {
      ProbeResult last;
      for (const SocketAddress& address : *addresses) {
        const ProbeResult result = Probe(address, request_, [this] { return MayGoOn(); });
        if (result.outcome != ProbeOutcome::kRefused) last = result;
        if (result.outcome == ProbeOutcome::kAnswered) return CheckOwner();
      }
      // The end of the target explains all that it did before.
      if (target_.Exited()) return Exited();
      if (stop_.stop_requested()) return Interrupted();
      if (last.outcome == ProbeOutcome::kNotHttp) return NotHttp(last.answer);
      closed |= last.outcome == ProbeOutcome::kClosed;
      // The last attempt is cut off by the time: what came of those before tells more.
      if (Clock::now() >= end_) return TimedOut(closed ? ProbeOutcome::kClosed : last.outcome);
      std::this_thread::sleep_for(kPause);
    }
  }

 private:
  bool MayGoOn() { return Clock::now() < end_ && !stop_.stop_requested() && !target_.Exited(); }

  // Who answered may be somebody else, who held the port before: then what is driven and what is
  // measured would differ.
  Result<> CheckOwner() {
    if (target_.Exited()) return Exited();
    if (!endpoint_.unix_socket.empty()) return {};
    const Listeners listeners = FindListeners(target_.Tree());
    const auto among = [&](const std::vector<uint16_t>& ports) {
      return std::binary_search(ports.begin(), ports.end(), endpoint_.port);
    };
    if (!listeners.complete || among(listeners.ports) || !among(listeners.other)) return {};
    if (target_.Exited()) return Exited();
    return Fail(ErrorKind::kInUse, Fault::kEnvironment,
                fmt::format("port {} is held by another process, and no process of the command "
                            "listens on it; stop that process or choose another port",
                            endpoint_.port));
  }

  tl::unexpected<Error> Exited() {
    const ExitInfo info = target_.Exited().value_or(ExitInfo{});
    const std::string advice =
        info.survivors ? "; start it so that it stays in the foreground (nginx: -g 'daemon off;')"
                       : "";
    return Fail(ErrorKind::kExited, Fault::kTarget,
                fmt::format("the command {} before it answered on {}{}{}", info.Describe(),
                            PlaceOf(endpoint_), advice, LastOutput(target_.OutputTail())));
  }

  tl::unexpected<Error> Interrupted() const {
    return Fail(ErrorKind::kInterrupted, Fault::kTarget,
                fmt::format("interrupted while waiting for {}", PlaceOf(endpoint_)));
  }

  tl::unexpected<Error> NotHttp(std::string_view answer) const {
    if (IsTlsAlert(answer)) {
      return Fail(ErrorKind::kProtocol, Fault::kTarget,
                  fmt::format("{} speaks TLS: add --tls", PlaceOf(endpoint_)));
    }
    return Fail(ErrorKind::kProtocol, Fault::kTarget,
                fmt::format("{} does not answer GET {} in HTTP/1: it sent \"{}\"",
                            PlaceOf(endpoint_), path_, Excerpt(answer)));
  }

  tl::unexpected<Error> TimedOut(ProbeOutcome outcome) {
    const std::string waited = FormatDuration(Seconds(timeout_));
    std::string message;
    if (outcome == ProbeOutcome::kSilent) {
      message = fmt::format(
          "{} accepts connections but did not answer GET {} within {}; --path names another path, "
          "{}",
          PlaceOf(endpoint_), path_, waited, MoreTime());
    } else if (outcome == ProbeOutcome::kClosed) {
      message = fmt::format(
          "{} has been closing connections without an answer to GET {} for {}; if it speaks TLS, "
          "add "
          "--tls",
          PlaceOf(endpoint_), path_, waited);
    } else {
      message = fmt::format("nothing listens on {} after {}; {}", PlaceOf(endpoint_), waited,
                            ListensElsewhere());
    }
    return Fail(ErrorKind::kTimeout, Fault::kTarget, message + LastOutput(target_.OutputTail()));
  }

  std::string MoreTime() const {
    constexpr int kTimes = 3;  // what a user would try next
    const auto seconds = std::max<int64_t>(timeout_.count() * kTimes / 1000, 1);
    return fmt::format("--ready-timeout {}s waits for longer", seconds);
  }

  std::string ListensElsewhere() {
    if (!endpoint_.unix_socket.empty())
      return "give the command {socket}, or its socket's path to --unix-socket";
    const Listeners listeners = FindListeners(target_.Tree());
    const std::vector<uint16_t>& ports = listeners.ports;
    if (ports.empty()) return "the command listens on no TCP port; " + MoreTime();
    const bool same_port = std::binary_search(ports.begin(), ports.end(), endpoint_.port);
    const uint16_t port = same_port ? endpoint_.port : ports.front();
    const auto listener = std::find_if(listeners.own.begin(), listeners.own.end(),
                                       [port](const Listener& one) { return one.port == port; });
    const std::string host = LoopbackOf(listener->address);
    if (same_port) {
      return fmt::format("the command listens on this port, but at {}: {}", listener->address,
                         host.empty() ? "have it listen on 127.0.0.1" : "add --host " + host);
    }
    const bool reached = host == endpoint_.host || listener->address == "::";
    return fmt::format(
        "the command listens on port {}: give it {{port}} or PORT, or add --port {}{}",
        fmt::join(ports, ", "), port, reached || host.empty() ? "" : " --host " + host);
  }

  Target& target_;
  const Endpoint endpoint_;
  const std::string path_;
  const milliseconds timeout_;
  const TimePoint end_;
  const std::stop_token stop_;
  std::string request_;  // empty: a connection is enough
};

}  // namespace

Result<> WaitReady(Target& target, const Endpoint& endpoint, const std::string& path, bool http,
                   milliseconds timeout, std::stop_token stop) {
  return ReadyWait(target, endpoint, path, http, timeout, std::move(stop)).Run();
}

}  // namespace seep
