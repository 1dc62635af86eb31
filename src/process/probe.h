#pragma once
// One attempt to get an answer out of a server.

#include <sys/socket.h>

#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "model/traffic.h"

namespace seep {

// The addresses of an endpoint (getaddrinfo(3)). Error kBadInput names the host.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
};
[[nodiscard]] Result<std::vector<SocketAddress>> Resolve(const Endpoint& endpoint);

enum class ProbeOutcome {
  kAnswered,  // a status line of HTTP/1, or connected when no answer was asked for
  kRefused,   // nobody listens, or the address cannot be reached
  kSilent,    // connected, but given up before an answer came
  kClosed,    // connected, and closed without an answer
  kNotHttp,   // something else came
};

struct ProbeResult {
  ProbeOutcome outcome = ProbeOutcome::kRefused;
  std::string answer;  // how it began, when kNotHttp
  int sys_errno = 0;   // when kRefused
};

// `go_on` is asked every few milliseconds while nothing happens; false gives up.
ProbeResult Probe(const SocketAddress& address, const std::string& request,
                  const std::function<bool()>& go_on);

}  // namespace seep
