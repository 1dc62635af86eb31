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

// Is it 127.0.0.0/8 or ::1, which no other machine can reach? (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3)
bool IsLoopback(const SocketAddress& address);

// Are all addresses of a host? False for one that does not resolve. Blocks as Resolve does.
bool ResolvesToLoopback(const std::string& host);

// That of a Unix socket (unix(7)) instead, unless its path is empty. Error kBadInput too for a path
// that is too long.
[[nodiscard]] Result<std::vector<SocketAddress>> Resolve(const std::string& host, uint16_t port,
                                                         const std::string& unix_socket);

}  // namespace seep
