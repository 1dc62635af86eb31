#pragma once
// Socket addresses from what the user wrote.

#include <sys/socket.h>

#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace sluice {

using seep::Result;

struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;
  // As the user wrote it: "127.0.0.1:80", "[::1]:80", "localhost:80"; of a Unix socket "localhost".
  std::string authority{};

  bool is_unix() const { return storage.ss_family == AF_UNIX; }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  uint16_t port() const;  // 0 where there is none
  bool operator==(const Address& other) const {
    return length == other.length && authority == other.authority &&
           std::memcmp(&storage, &other.storage, length) == 0;
  }
};

// "host:port" or "[v6]:port"; a name is resolved now, once. `what` names the option in errors:
// kBadInput. Of several addresses the one that the system prefers.
[[nodiscard]] Result<Address> ParseAddress(std::string_view text, std::string_view what);

// All addresses of an upstream server, in the order in which they are to be tried: the system's,
// with the families in turns (RFC 8305 §4). As of ParseAddress, or "unix:PATH".
[[nodiscard]] Result<std::vector<Address>> ParseUpstream(std::string_view text);

using Lookup = std::function<Result<std::vector<Address>>(std::string_view server)>;

// Is it one that may stand for another address tomorrow?
bool IsName(std::string_view server);

// "name:80" → "name", "[::1]:80" → "::1".
std::string HostOf(std::string_view authority);

// An address without its port in the caller's buffer; a v4 address mapped into v6 is written as v4.
inline constexpr size_t kAddressTextMax = 46;  // INET6_ADDRSTRLEN
std::string_view WriteAddress(const sockaddr_storage& address, char (&out)[kAddressTextMax]);

// Are both one address with one port?
bool SameEndpoint(const Address& a, const Address& b);

// True if connecting to `to` from this machine would reach a listener bound to `listen`.
bool Reaches(const Address& to, const Address& listen);

}  // namespace sluice
