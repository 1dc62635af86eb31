#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <string>

#include "proxy/proxy_header.h"

namespace sluice {
namespace {

using Status = ProxyHeader::Status;

constexpr std::string_view kPrefix1 = "PROXY ";
constexpr size_t kBytesMax1 = 107;
constexpr std::string_view kSignature2("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr size_t kFixedBytes2 = 16;

ProxyHeader Bad() { return {.status = Status::kBad, .client = {}}; }

std::optional<uint16_t> PortOf(std::string_view text) {
  uint16_t port = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (ec != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return port;
}

std::optional<sockaddr_storage> AddressOf(bool v6, std::string_view host, std::string_view port) {
  sockaddr_storage address{};
  const std::optional<uint16_t> number = PortOf(port);
  const std::string text(host);
  if (!number) return std::nullopt;
  if (v6) {
    auto& in6 = reinterpret_cast<sockaddr_in6&>(address);
    in6.sin6_family = AF_INET6;
    in6.sin6_port = htons(*number);
    if (::inet_pton(AF_INET6, text.c_str(), &in6.sin6_addr) != 1) return std::nullopt;
  } else {
    auto& in = reinterpret_cast<sockaddr_in&>(address);
    in.sin_family = AF_INET;
    in.sin_port = htons(*number);
    if (::inet_pton(AF_INET, text.c_str(), &in.sin_addr) != 1) return std::nullopt;
  }
  return address;
}

// "PROXY TCP4 192.0.2.1 192.0.2.2 1234 80\r\n".
ProxyHeader Parse1(std::string_view bytes) {
  const size_t end = bytes.substr(0, kBytesMax1).find("\r\n");
  if (end == std::string_view::npos) return bytes.size() < kBytesMax1 ? ProxyHeader{} : Bad();
  ProxyHeader header{.status = Status::kDone, .bytes = end + 2, .client = {}};
  std::string_view rest = bytes.substr(kPrefix1.size(), end - kPrefix1.size());
  std::array<std::string_view, 5> words;
  size_t count = 0;
  while (!rest.empty() && count < words.size()) {
    const size_t blank = std::min(rest.find(' '), rest.size());
    words[count++] = rest.substr(0, blank);
    rest.remove_prefix(std::min(blank + 1, rest.size()));
  }
  if (count > 0 && words[0] == "UNKNOWN") return header;
  if (count != words.size() || !rest.empty() || (words[0] != "TCP4" && words[0] != "TCP6"))
    return Bad();
  const bool v6 = words[0] == "TCP6";
  header.client = AddressOf(v6, words[1], words[3]);
  return header.client && AddressOf(v6, words[2], words[4]) ? header : Bad();
}

uint8_t ByteOf(std::string_view bytes, size_t at) { return static_cast<uint8_t>(bytes[at]); }

// Signature, version and command, family and protocol, length, addresses, extensions.
ProxyHeader Parse2(std::string_view bytes) {
  if (bytes.size() < kFixedBytes2) return {};
  const unsigned version = ByteOf(bytes, 12) >> 4;
  const unsigned command = ByteOf(bytes, 12) & 0x0f;
  const unsigned family = ByteOf(bytes, 13) >> 4;
  const size_t length = size_t{ByteOf(bytes, 14)} << 8 | ByteOf(bytes, 15);
  if (version != 2 || command > 1 || kFixedBytes2 + length > kProxyHeaderBytesMax) return Bad();
  if (bytes.size() < kFixedBytes2 + length) return {};
  ProxyHeader header{.status = Status::kDone, .bytes = kFixedBytes2 + length, .client = {}};
  const std::string_view body = bytes.substr(kFixedBytes2, length);
  if (command == 0) return header;  // LOCAL
  sockaddr_storage client{};
  if (family == 1) {
    if (length < 12) return Bad();
    auto& in = reinterpret_cast<sockaddr_in&>(client);
    in.sin_family = AF_INET;
    std::memcpy(&in.sin_addr, body.data(), 4);
    std::memcpy(&in.sin_port, body.data() + 8, 2);
    header.client = client;
  } else if (family == 2) {
    if (length < 36) return Bad();
    auto& in6 = reinterpret_cast<sockaddr_in6&>(client);
    in6.sin6_family = AF_INET6;
    std::memcpy(&in6.sin6_addr, body.data(), 16);
    std::memcpy(&in6.sin6_port, body.data() + 32, 2);
    header.client = client;
  }
  return header;
}

bool Begins(std::string_view bytes, std::string_view with) {
  return with.starts_with(bytes.substr(0, with.size()));
}

}  // namespace

ProxyHeader ParseProxyHeader(std::string_view bytes) {
  if (Begins(bytes, kPrefix1))
    return bytes.size() < kPrefix1.size() ? ProxyHeader{} : Parse1(bytes);
  if (Begins(bytes, kSignature2))
    return bytes.size() < kSignature2.size() ? ProxyHeader{} : Parse2(bytes);
  return Bad();
}

}  // namespace sluice
