#include <fcntl.h>

#include <cerrno>

#include "proxy/passed_sockets.h"
#include "proxy/socket.h"

namespace sluice {

std::vector<seep::UniqueFd> PassedSockets::Take(const Address& address) {
  std::vector<seep::UniqueFd> taken;
  std::vector<seep::UniqueFd> others;
  for (seep::UniqueFd& socket : sockets_) {
    const bool same = SameEndpoint(LocalAddress(socket.get()), address);
    (same ? taken : others).push_back(std::move(socket));
  }
  sockets_ = std::move(others);
  return taken;
}

std::string PassedSockets::left() const {
  return sockets_.empty() ? "" : LocalAddress(sockets_.front().get()).authority;
}

Result<std::vector<seep::UniqueFd>> ListenAt(const Address& address, unsigned count,
                                             PassedSockets& passed) {
  std::vector<seep::UniqueFd> sockets = passed.Take(address);
  if (sockets.empty()) return Listen(address, count);
  for (size_t i = 0; sockets.size() < count; ++i) {
    seep::UniqueFd shared(::fcntl(sockets[i].get(), F_DUPFD_CLOEXEC, 0));
    if (!shared) {
      return seep::Fail(seep::ErrorKind::kIo, seep::Fault::kEnvironment,
                        "cannot share a socket: " + seep::ErrnoText(errno), errno);
    }
    sockets.push_back(std::move(shared));
  }
  return sockets;
}

}  // namespace sluice
