#pragma once
// Socket addresses from what the user wrote.

#include <sys/socket.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/error.h"

namespace sluice {

using seep::Result;

struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;
  std::string authority;  // as the user wrote it: "127.0.0.1:80", "[::1]:80", "localhost:80"

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  uint16_t port() const;
  bool operator==(const Address& other) const {
    return length == other.length && authority == other.authority &&
           std::memcmp(&storage, &other.storage, length) == 0;
  }
};

// "host:port" or "[v6]:port"; a name is resolved now, once. `what` names the option in errors:
// kBadInput.
[[nodiscard]] Result<Address> ParseAddress(std::string_view text, std::string_view what);

// An address without its port in the caller's buffer; a v4 address mapped into v6 is written as v4.
inline constexpr size_t kAddressTextMax = 46;  // INET6_ADDRSTRLEN
std::string_view WriteAddress(const sockaddr_storage& address, char (&out)[kAddressTextMax]);

// True if connecting to `to` from this machine would reach a listener bound to `listen`.
bool Reaches(const Address& to, const Address& listen);

}  // namespace sluice
