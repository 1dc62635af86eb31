#include "proxy/proxy_header_invariants.h"

#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "proxy/address.h"
#include "proxy/proxy_header.h"

namespace sluice::testing {
namespace {

using Status = ProxyHeader::Status;

// From a buffer of exactly that size, so that a sanitizer sees a read behind it.
ProxyHeader Parse(std::string_view bytes) {
  const std::vector<char> copy(bytes.begin(), bytes.end());
  return ParseProxyHeader({copy.data(), copy.size()});
}

// Of version 1, with that client.
std::string Written(const sockaddr_storage& client) {
  char text[kAddressTextMax];
  const std::string_view host = WriteAddress(client, text);
  // The port is at the same place in both families.
  const uint16_t port = ntohs(reinterpret_cast<const sockaddr_in&>(client).sin_port);
  const bool v4 = host.find(':') == std::string_view::npos;
  return fmt::format("PROXY {} {} {} {} 80\r\n", v4 ? "TCP4" : "TCP6", host,
                     v4 ? "192.0.2.1" : "2001:db8::1", port);
}

std::string NameOf(const ProxyHeader& header) {
  return header.client ? Written(*header.client) : "nobody";
}

std::string CheckClient(const ProxyHeader& header) {
  if (!header.client) return "";
  const auto family = header.client->ss_family;
  if (family != AF_INET && family != AF_INET6) return "a client of an unknown family";
  const std::string written = Written(*header.client);
  const ProxyHeader again = Parse(written);
  if (again.status != Status::kDone || again.bytes != written.size())
    return "a client that cannot be written: " + written;
  return NameOf(again) == written ? "" : "a client that changes: " + written;
}

std::string CheckDone(std::string_view bytes, const ProxyHeader& header) {
  if (header.bytes == 0 || header.bytes > bytes.size()) return "a header outside of the bytes";
  if (header.bytes > kProxyHeaderBytesMax) return "a header without a bound";
  for (size_t size = 0; size < header.bytes; ++size) {
    if (Parse(bytes.substr(0, size)).status != Status::kNeedMore)
      return fmt::format("decided after {} of {} bytes", size, header.bytes);
  }
  const ProxyHeader alone = Parse(bytes.substr(0, header.bytes));
  if (alone.status != Status::kDone || alone.bytes != header.bytes ||
      NameOf(alone) != NameOf(header))
    return "what comes behind a header changes it";
  return CheckClient(header);
}

}  // namespace

std::string CheckProxyHeader(std::string_view bytes) {
  const ProxyHeader header = Parse(bytes);
  switch (header.status) {
    case Status::kDone:
      return CheckDone(bytes, header);
    case Status::kNeedMore:
      return bytes.size() < kProxyHeaderBytesMax ? "" : "a header without a bound";
    case Status::kBad:
      break;
  }
  for (const char next : {'\0', '\n', ' ', '1'}) {
    if (Parse(std::string(bytes) + next).status != Status::kBad)
      return "what is no header becomes one";
  }
  return header.client ? "a client of no header" : "";
}

}  // namespace sluice::testing
