#include "load/endpoint.h"

#include <algorithm>
#include <charconv>

#include "http/message.h"
#include "load/request.h"

namespace seep {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kNameBytes =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
constexpr std::string_view kIpv6Bytes = "0123456789ABCDEFabcdef:.%";

auto Bad(std::string_view text, std::string_view why) {
  return Fail(ErrorKind::kBadInput, Fault::kUser,
              "\"" + std::string(text) + "\" is not a URL: " + std::string(why) +
                  "; give one like http://127.0.0.1:8080/path");
}

bool OnlyOf(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

// Takes the scheme off; false if it is one that is not spoken here.
bool DropScheme(std::string_view& rest, std::string_view& scheme) {
  const size_t colon = rest.find("://");
  // "://" inside a query is no scheme.
  if (colon == std::string_view::npos || rest.substr(0, colon).find_first_of("/?#") < colon)
    return true;
  scheme = rest.substr(0, colon);
  rest.remove_prefix(colon + 3);
  return EqualsIgnoreCase(scheme, "http") || EqualsIgnoreCase(scheme, "https");
}

// Splits "host:port" or "[v6]:port"; the reason why not, or empty.
std::string_view SplitAuthority(std::string_view authority, Endpoint& out) {
  std::string_view host = authority;
  std::string_view port;
  if (authority.starts_with('[')) {
    const size_t close = authority.find(']');
    if (close == std::string_view::npos) return "no ] after the IPv6 address";
    host = authority.substr(1, close - 1);
    port = authority.substr(close + 1);
    if (!OnlyOf(host, kIpv6Bytes)) return "no IPv6 address between [ and ]";
    if (!port.empty() && port.front() != ':') return "something other than a port after ]";
  } else {
    const size_t colon = std::min(authority.find(':'), authority.size());
    host = authority.substr(0, colon);
    port = authority.substr(colon);
    if (host.empty()) return "the host is missing";
    if (!OnlyOf(host, kNameBytes)) return "a byte in the host that is not allowed there";
  }
  out.host = std::string(host);
  if (port.size() <= 1) return {};  // "host:" means the default too (RFC 3986 §3.2.3)
  port.remove_prefix(1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), out.port);
  if (!OnlyOf(port, kDigits) || error != std::errc() || out.port == 0)
    return "the port is not a number from 1 to 65535";
  return {};
}

}  // namespace

Result<ParsedUrl> ParseUrl(std::string_view text) {
  std::string_view rest = text;
  std::string_view scheme;
  if (!DropScheme(rest, scheme)) return Bad(text, "its scheme is neither http nor https");
  const size_t path = std::min(rest.find_first_of("/?#"), rest.size());
  ParsedUrl url;
  url.tls = EqualsIgnoreCase(scheme, "https");
  url.endpoint.port = url.tls ? 443 : 80;
  const std::string_view why = SplitAuthority(rest.substr(0, path), url.endpoint);
  if (!why.empty()) return Bad(text, why);

  rest.remove_prefix(path);
  rest = rest.substr(0, rest.find('#'));
  url.target = rest.starts_with('/') ? std::string(rest) : "/" + std::string(rest);
  if (!IsTarget(url.target))
    return Bad(text, "a byte in the path that has to be percent-encoded, as a space is to %20");
  return url;
}

}  // namespace seep
