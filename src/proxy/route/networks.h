#pragma once
// Sets of addresses.

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace sluice {

class Networks {
 public:
  // Adds an address, or all that begin with so many bits: "10.1.2.3", "10.0.0.0/8", "fd00::/8".
  // Error kBadInput: neither.
  [[nodiscard]] seep::Result<> Add(std::string_view text);

  // A v4 address that is mapped into v6 is that v4 address.
  bool Have(const sockaddr_storage& address) const;
  bool empty() const { return networks_.empty(); }

 private:
  using Bytes = std::array<uint8_t, 16>;  // v4 mapped into v6 (RFC 4291 §2.5.5.2)
  struct Network {
    Bytes bytes{};
    unsigned bits = 0;
  };

  std::vector<Network> networks_;
};

}  // namespace sluice
