#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "proxy/route/networks.h"

namespace sluice {
namespace {

using Bytes = std::array<uint8_t, 16>;

constexpr unsigned kMappedBits = 96;

Bytes Mapped(const in_addr& v4) {
  Bytes bytes{};
  bytes[10] = bytes[11] = 0xff;
  std::memcpy(&bytes[12], &v4.s_addr, 4);
  return bytes;
}

bool SameBits(const Bytes& a, const Bytes& b, unsigned bits) {
  const unsigned whole = bits / 8;
  if (!std::equal(a.begin(), a.begin() + whole, b.begin())) return false;
  const unsigned rest = bits % 8;
  return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

}  // namespace

seep::Result<> Networks::Add(std::string_view text) {
  const auto bad = [&] {
    return seep::Fail(seep::ErrorKind::kBadInput, seep::Fault::kUser,
                      fmt::format("\"{}\" is no address and no network: write \"10.1.2.3\", "
                                  "\"10.0.0.0/8\" or \"fd00::/8\"",
                                  text));
  };
  const size_t slash = std::min(text.find('/'), text.size());
  const std::string address(text.substr(0, slash));
  Network network;
  unsigned offset = 0;
  in_addr v4{};
  if (::inet_pton(AF_INET, address.c_str(), &v4) == 1) {
    network.bytes = Mapped(v4);
    offset = kMappedBits;
  } else if (::inet_pton(AF_INET6, address.c_str(), network.bytes.data()) != 1) {
    return bad();
  }
  unsigned bits = 128 - offset;
  if (slash < text.size()) {
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + slash + 1, end, bits);
    if (parsed.ec != std::errc() || parsed.ptr != end || bits > 128 - offset) return bad();
  }
  network.bits = offset + bits;
  networks_.push_back(network);
  return {};
}

bool Networks::Have(const sockaddr_storage& address) const {
  Bytes bytes{};
  if (address.ss_family == AF_INET) {
    bytes = Mapped(reinterpret_cast<const sockaddr_in&>(address).sin_addr);
  } else if (address.ss_family == AF_INET6) {
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, 16);
  } else {
    return false;
  }
  return std::ranges::any_of(networks_, [&](const Network& network) {
    return SameBits(bytes, network.bytes, network.bits);
  });
}

}  // namespace sluice
