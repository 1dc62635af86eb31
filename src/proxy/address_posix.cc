#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/address.h"
#include "proxy/address.h"

namespace sluice {

using seep::ErrorKind;
using seep::Fail;
using seep::Fault;

namespace {

const sockaddr_in& V4(const sockaddr_storage& s) { return reinterpret_cast<const sockaddr_in&>(s); }
const sockaddr_in6& V6(const sockaddr_storage& s) {
  return reinterpret_cast<const sockaddr_in6&>(s);
}

// Digits only, up to 65535.
bool ParsePort(std::string_view text, uint16_t& port) {
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), port);
  return ec == std::errc() && end == text.data() + text.size();
}

bool IsUnspecified(const sockaddr_storage& s) {
  if (s.ss_family == AF_INET) return V4(s).sin_addr.s_addr == htonl(INADDR_ANY);
  return IN6_IS_ADDR_UNSPECIFIED(&V6(s).sin6_addr);
}

bool IsLoopback(const sockaddr_storage& s) {
  if (s.ss_family == AF_INET) return (ntohl(V4(s).sin_addr.s_addr) >> 24) == 127;
  return IN6_IS_ADDR_LOOPBACK(&V6(s).sin6_addr);
}

bool SameHost(const sockaddr_storage& a, const sockaddr_storage& b) {
  if (a.ss_family != b.ss_family) return false;
  if (a.ss_family == AF_INET) return V4(a).sin_addr.s_addr == V4(b).sin_addr.s_addr;
  return std::memcmp(&V6(a).sin6_addr, &V6(b).sin6_addr, sizeof(in6_addr)) == 0;
}

Address AddressOf(const seep::SocketAddress& found, std::string_view authority) {
  Address address;
  address.storage = found.storage;
  address.length = found.bytes;
  address.authority = authority;
  return address;
}

// All that a name stands for, in the system's order; at least one.
Result<std::vector<Address>> ParseAll(std::string_view text, std::string_view what) {
  const auto bad = [&](std::string_view why) {
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                fmt::format("{} \"{}\" {}; write it as 127.0.0.1:8080, name:8080 or [::1]:8080",
                            what, text, why));
  };
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return bad("has no port");
  uint16_t port = 0;
  if (!ParsePort(text.substr(colon + 1), port)) return bad("has no port from 0 to 65535");
  const bool bracketed = text.starts_with('[') && text[colon - 1] == ']';
  const std::string host = HostOf(text);
  if (!bracketed && host.find(':') != std::string::npos) return bad("is not an address");
  if (host.empty()) return bad("has no host");
  const auto found = seep::Resolve(host, port);
  if (!found) return bad("cannot be used: " + found.error().message);
  std::vector<Address> addresses;
  for (const seep::SocketAddress& one : *found) addresses.push_back(AddressOf(one, text));
  return addresses;
}

}  // namespace

uint16_t Address::port() const {
  if (is_unix()) return 0;
  return ntohs(storage.ss_family == AF_INET ? V4(storage).sin_port : V6(storage).sin6_port);
}

Result<Address> ParseAddress(std::string_view text, std::string_view what) {
  auto addresses = ParseAll(text, what);
  if (!addresses) return tl::unexpected(addresses.error());
  return std::move(addresses->front());
}

Result<std::vector<Address>> ParseUpstream(std::string_view text) {
  constexpr std::string_view kWhat = "the upstream's address";
  constexpr std::string_view kUnix = "unix:";
  if (text.starts_with(kUnix)) {
    const auto found = seep::Resolve("", 0, std::string(text.substr(kUnix.size())));
    if (!found) return tl::unexpected(found.error());
    return std::vector<Address>{AddressOf(found->front(), "localhost")};
  }
  auto addresses = ParseAll(text, kWhat);
  if (!addresses) return addresses;
  if (addresses->front().port() == 0) {
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                fmt::format("{} \"{}\" has port 0", kWhat, text));
  }
  // What the system prefers comes first; from there on the families take turns.
  std::vector<Address> ordered;
  while (!addresses->empty()) {
    const auto other = [&](const Address& a) {
      return ordered.empty() || a.storage.ss_family != ordered.back().storage.ss_family;
    };
    auto next = std::ranges::find_if(*addresses, other);
    if (next == addresses->end()) next = addresses->begin();
    ordered.push_back(std::move(*next));
    addresses->erase(next);
  }
  return ordered;
}

bool IsName(std::string_view server) {
  if (server.starts_with("unix:")) return false;
  const std::string host = HostOf(server);
  in6_addr address;
  return ::inet_pton(AF_INET, host.c_str(), &address) != 1 &&
         ::inet_pton(AF_INET6, host.c_str(), &address) != 1;
}

std::string HostOf(std::string_view authority) {
  std::string_view host = authority.substr(0, authority.rfind(':'));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return std::string(host);
}

std::string_view WriteAddress(const sockaddr_storage& address, char (&out)[kAddressTextMax]) {
  const char* text = nullptr;
  if (address.ss_family == AF_INET) {
    text = ::inet_ntop(AF_INET, &V4(address).sin_addr, out, sizeof out);
  } else if (address.ss_family == AF_INET6) {
    const in6_addr& v6 = V6(address).sin6_addr;
    text = IN6_IS_ADDR_V4MAPPED(&v6) ? ::inet_ntop(AF_INET, &v6.s6_addr[12], out, sizeof out)
                                     : ::inet_ntop(AF_INET6, &v6, out, sizeof out);
  }
  return text == nullptr ? std::string_view("unknown") : std::string_view(text);
}

bool SameEndpoint(const Address& a, const Address& b) {
  return a.port() == b.port() && !a.is_unix() && SameHost(a.storage, b.storage);
}

bool Reaches(const Address& to, const Address& listen) {
  if (to.port() != listen.port() || to.port() == 0) return false;
  return SameHost(to.storage, listen.storage) ||
         (IsUnspecified(listen.storage) && (IsLoopback(to.storage) || IsUnspecified(to.storage)));
}

}  // namespace sluice
