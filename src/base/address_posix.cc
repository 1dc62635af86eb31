#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/address.h"

namespace seep {

Result<std::vector<SocketAddress>> Resolve(const std::string& host, uint16_t port) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int code = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (code != 0) {
    const int sys_errno = code == EAI_SYSTEM ? errno : 0;
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                "the host \"" + host + "\" does not resolve: " +
                    (sys_errno != 0 ? ErrnoText(sys_errno) : std::string(gai_strerror(code))) +
                    "; give a name or an address that this machine knows",
                sys_errno);
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  std::vector<SocketAddress> addresses;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    SocketAddress address{};
    std::memcpy(&address.storage, each->ai_addr, each->ai_addrlen);
    address.bytes = each->ai_addrlen;
    addresses.push_back(address);
  }
  return addresses;
}

bool IsLoopback(const SocketAddress& address) {
  if (address.storage.ss_family == AF_INET6) {
    sockaddr_in6 ipv6{};
    std::memcpy(&ipv6, &address.storage, sizeof ipv6);
    return IN6_IS_ADDR_LOOPBACK(&ipv6.sin6_addr);
  }
  if (address.storage.ss_family != AF_INET) return false;
  sockaddr_in ipv4{};
  std::memcpy(&ipv4, &address.storage, sizeof ipv4);
  return ntohl(ipv4.sin_addr.s_addr) >> IN_CLASSA_NSHIFT == IN_LOOPBACKNET;
}

bool ResolvesToLoopback(const std::string& host) {
  const auto addresses = Resolve(host, 0);
  return addresses && std::all_of(addresses->begin(), addresses->end(), IsLoopback);
}

Result<std::vector<SocketAddress>> Resolve(const std::string& host, uint16_t port,
                                           const std::string& unix_socket) {
  if (unix_socket.empty()) return Resolve(host, port);
  sockaddr_un unix_address{};
  if (unix_socket.size() >= sizeof unix_address.sun_path)
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                "the path \"" + unix_socket + "\" is too long for a Unix socket: " +
                    std::to_string(sizeof unix_address.sun_path - 1) + " bytes at most");
  unix_address.sun_family = AF_UNIX;
  std::memcpy(unix_address.sun_path, unix_socket.data(), unix_socket.size());
  SocketAddress address{};
  std::memcpy(&address.storage, &unix_address, sizeof unix_address);
  address.bytes = sizeof unix_address;
  return std::vector{address};
}

}  // namespace seep
