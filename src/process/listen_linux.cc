#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <thread>

#include "base/fd.h"
#include "base/units.h"
#include "process/last_output.h"
#include "process/listen.h"
#include "process/tcp_sockets.h"

namespace seep {

bool PortTaken(uint16_t port) {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  // As a server would: connections of an earlier one in TIME_WAIT do not count.
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  sockaddr generic{};
  std::memcpy(&generic, &address, sizeof generic);
  return ::bind(socket.get(), &generic, sizeof address) != 0;
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
