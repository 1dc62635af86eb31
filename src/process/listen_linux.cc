#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <thread>

#include "base/address.h"
#include "base/fd.h"
#include "base/units.h"
#include "process/last_output.h"
#include "process/listen.h"
#include "process/tcp_sockets.h"

namespace seep {
namespace {

bool IsTaken(const SocketAddress& address) {
  const UniqueFd socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return false;  // a family that this machine has not
  // As a server would: connections of an earlier one in TIME_WAIT do not count.
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const auto* generic = reinterpret_cast<const sockaddr*>(&address.storage);
  return ::bind(socket.get(), generic, address.bytes) != 0 && errno == EADDRINUSE;
}

}  // namespace

bool PortTaken(const Endpoint& endpoint) {
  const auto addresses = Resolve(endpoint.host, endpoint.port);
  return addresses && std::any_of(addresses->begin(), addresses->end(), IsTaken);
}

Result<> WaitListening(Target& target, milliseconds timeout, const std::stop_token& stop) {
  const TimePoint end = Clock::now() + timeout;
  while (FindListeners(target.Tree()).ports.empty()) {
    if (const auto exit = target.Exited(); exit && !exit->survivors) {
      return Fail(ErrorKind::kExited, Fault::kTarget,
                  fmt::format("it {} before it listened on a port{}", exit->Describe(),
                              LastOutput(target.OutputTail())));
    }
    if (stop.stop_requested())
      return Fail(ErrorKind::kInterrupted, Fault::kTarget, "interrupted while it started");
    if (Clock::now() >= end) {
      return Fail(ErrorKind::kTimeout, Fault::kTarget,
                  fmt::format("it does not listen on any TCP port after {}{}",
                              FormatDuration(Seconds(timeout)), LastOutput(target.OutputTail())));
    }
    std::this_thread::sleep_for(milliseconds(2));
  }
  return {};
}

}  // namespace seep
