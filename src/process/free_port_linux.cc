#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <fstream>
#include <random>

#include "base/fd.h"
#include "process/listen.h"
#include "process/target.h"

namespace seep {
namespace {

// Well-known ports and those of common services are left alone.
constexpr uint16_t kLowest = 10'000;
constexpr int kTries = 50;

// The first of the ports that the kernel gives to outgoing connections (ip(7),
// ip_local_port_range).
uint16_t FirstEphemeral() {
  uint16_t first = 32'768;
  std::ifstream("/proc/sys/net/ipv4/ip_local_port_range") >> first;
  return first;
}

// 0: taken.
uint16_t Bind(uint16_t port) {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (!socket || ::bind(socket.get(), generic, size) != 0 ||
      ::getsockname(socket.get(), generic, &size) != 0) {
    return 0;
  }
  return ntohs(address.sin_port);
}

}  // namespace

// Not an ephemeral port: before the server listens on it, another connection of this machine could
// get it, and a connect() to it that asks whether the server is there could meet itself.
Result<uint16_t> FreePort() {
  const uint16_t end = FirstEphemeral();
  if (end > kLowest) {
    std::random_device random;
    std::uniform_int_distribution<int> any(kLowest, end - 1);
    for (int i = 0; i < kTries; ++i) {
      const uint16_t port = Bind(static_cast<uint16_t>(any(random)));
      if (port != 0 && !PortTaken({.host = "::1", .port = port})) return port;
    }
  }
  if (const uint16_t port = Bind(0); port != 0) return port;
  const int error = errno;
  return Fail(ErrorKind::kIo, Fault::kEnvironment,
              "cannot find a free TCP port on 127.0.0.1: " + ErrnoText(error), error);
}

}  // namespace seep
