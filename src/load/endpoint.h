#pragma once
// Where to send: URLs from the command line.

#include <string>
#include <string_view>

#include "base/error.h"
#include "model/traffic.h"

namespace seep {

struct ParsedUrl {
  Endpoint endpoint;
  bool tls = false;
  std::string target;  // path and query, at least "/"; the fragment is dropped
};

// "http://host:port/path?query", https, or the same without the scheme; IPv6 addresses in brackets;
// port 80, or 443 for https, and path "/" unless given (RFC 3986 §3, RFC 9110 §4.2.1). Error
// kBadInput, fault kUser, names the text.
[[nodiscard]] Result<ParsedUrl> ParseUrl(std::string_view text);

// "127.0.0.1:80", "[::1]:80": as in a Host field or a message.
std::string AuthorityOf(const Endpoint& endpoint);
// The same, or "unix:/path": where to connect, for a message.
std::string PlaceOf(const Endpoint& endpoint);

}  // namespace seep
