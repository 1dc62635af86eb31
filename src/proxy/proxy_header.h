#pragma once
// The PROXY protocol, by which a proxy in front says who the client is, before the first byte of
// the client (HAProxy, "The PROXY protocol", versions 1 and 2).

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice {

// Version 1 has 107 bytes at the most; of version 2 longer ones than this are refused.
inline constexpr size_t kProxyHeaderBytesMax = 1024;

struct ProxyHeader {
  enum class Status : uint8_t { kNeedMore, kDone, kBad };
  Status status = Status::kNeedMore;
  size_t bytes = 0;  // that it takes, when it is done
  // The client's address; nothing where the header has none: the proxy itself asks (LOCAL), or the
  // client's family is not known here (UNKNOWN, UNSPEC, Unix sockets). Then it is the peer's.
  std::optional<sockaddr_storage> client;
};

ProxyHeader ParseProxyHeader(std::string_view bytes);

}  // namespace sluice
