#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>

#include "base/fd.h"
#include "process/target.h"

namespace seep {

Result<uint16_t> FreePort() {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (!socket || ::bind(socket.get(), generic, size) != 0 ||
      ::getsockname(socket.get(), generic, &size) != 0) {
    const int error = errno;
    return Fail(ErrorKind::kIo, Fault::kEnvironment,
                "cannot find a free TCP port on 127.0.0.1: " + ErrnoText(error), error);
  }
  return ntohs(address.sin_port);
}

}  // namespace seep
