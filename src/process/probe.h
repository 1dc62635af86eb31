#pragma once
// One attempt to get an answer out of a server.

#include <functional>
#include <string>

#include "base/address.h"

namespace seep {

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
