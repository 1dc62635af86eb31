#pragma once
// Sockets as the proxy wants them: never blocking, closed on exec, without Nagle's delay.

#include <sys/socket.h>

#include <cstdint>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "proxy/address.h"

namespace sluice {

// `count` sockets that listen on one address and share its connections among them, one for each
// thread. The address has to be free: kInUse otherwise, also when its holder would share it.
[[nodiscard]] Result<std::vector<seep::UniqueFd>> Listen(const Address& address, unsigned count);

// The address that a socket is bound to, with the port that the system chose.
Address LocalAddress(int fd);

enum class AcceptStatus : uint8_t {
  kAccepted,
  kAgain,          // nobody waits
  kNoDescriptors,  // of the process, the system or its memory
};
// Does a client wait to be accepted?
bool SomebodyWaits(int listener);
AcceptStatus Accept(int listener, seep::UniqueFd& fd, sockaddr_storage& peer);

enum class ConnectStatus : uint8_t {
  kStarted,
  kRefused,        // refused or unreachable at once
  kNoDescriptors,  // of the process, the system or its memory: worth another try
};

// The connection may still be under way: the first write tells how it went.
ConnectStatus StartConnect(const Address& to, seep::UniqueFd& fd);

// Raises the soft limit of descriptors towards the hard one, up to `wanted`. Returns what it is.
uint64_t RaiseDescriptorLimit(uint64_t wanted);

}  // namespace sluice
