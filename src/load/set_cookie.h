#pragma once
// What a Set-Cookie field says (RFC 6265 §5.2), as far as one server at one address needs it.

#include <cstdint>
#include <optional>
#include <string_view>

namespace seep {

// Views into the field's value.
struct SetCookie {
  std::string_view name;
  std::string_view value;
  std::string_view path;  // as given; empty: none that counts
  bool gone = false;      // Max-Age of 0 or less, or else Expires in the past: the client drops it
};

// Nothing for a field without a name, or with control characters. `now`: seconds since 1970. What
// it leaves out: Domain, since all requests go to one server; Secure, since browsers send such
// cookies to this machine without TLS, too; HttpOnly and SameSite, since there are no scripts and
// no other sites; and the end of a life that is not over yet.
std::optional<SetCookie> ParseSetCookie(std::string_view field, int64_t now);

// Seconds since 1970 (RFC 6265 §5.1.1); nothing for what is no date.
std::optional<int64_t> ParseCookieDate(std::string_view text);

}  // namespace seep
