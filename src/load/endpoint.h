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

}  // namespace seep
