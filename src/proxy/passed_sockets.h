#pragma once
// Sockets that listen already, passed by whoever started this process: systemd, or a proxy that
// this one replaces.

#include <string>
#include <vector>

#include "base/fd.h"
#include "proxy/address.h"

namespace sluice {

class PassedSockets {
 public:
  PassedSockets() = default;
  explicit PassedSockets(std::vector<seep::UniqueFd> sockets) : sockets_(std::move(sockets)) {}

  // Those that listen at this address, which are the caller's from here on.
  std::vector<seep::UniqueFd> Take(const Address& address);
  // Where one listens that nobody has taken; "" if all are taken.
  std::string left() const;

 private:
  std::vector<seep::UniqueFd> sockets_;
};

// As of Listen, with what was passed for this address instead, if anything was. At least `count`;
// where fewer were passed, some are shared.
[[nodiscard]] Result<std::vector<seep::UniqueFd>> ListenAt(const Address& address, unsigned count,
                                                           PassedSockets& passed);

}  // namespace sluice
