#pragma once
// Socket addresses, and the names that people give them.

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"

namespace seep {

struct SocketAddress {
  sockaddr_storage storage;
  socklen_t bytes = 0;
};

// All stream addresses of a host, a name or an IPv4 or IPv6 address, in the system's order of
// preference; at least one. Blocks while the system's resolver does (getaddrinfo(3)). Error
// kBadInput, fault kUser: it does not resolve.
[[nodiscard]] Result<std::vector<SocketAddress>> Resolve(const std::string& host, uint16_t port);

// That of a Unix socket (unix(7)) instead, unless its path is empty. Error kBadInput too for a path
// that is too long.
[[nodiscard]] Result<std::vector<SocketAddress>> Resolve(const std::string& host, uint16_t port,
                                                         const std::string& unix_socket);

}  // namespace seep
