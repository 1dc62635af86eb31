#include "load/cookie_invariants.h"

#include <algorithm>

#include "load/cookie_jar.h"
#include "load/set_cookie.h"

namespace seep::test {
namespace {

constexpr int64_t kNow = 1'800'000'000;

bool HasAny(std::string_view text, std::string_view of) {
  return text.find_first_of(of) != std::string_view::npos;
}

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; });
}

}  // namespace

std::string CheckSetCookie(std::string_view field) {
  CookieJar jar(1);
  jar.Set(0, "/a/b", field, kNow);
  jar.Set(0, "/", "own=1; Path=/", kNow);
  const std::string sent = jar.Cookies(0, "/a/b/c");
  if (HasControl(sent) || HasAny(sent, "\r\n\x7f")) return "a Cookie field with control characters";
  const auto cookie = ParseSetCookie(field, kNow);
  if (!cookie) return sent == "own=1" ? "" : "a field that says nothing is kept";
  if (cookie->name.empty()) return "a cookie without a name";
  if (HasAny(cookie->name, "=;") || HasAny(cookie->value, ";")) return "a separator in a cookie";
  if (!cookie->path.empty() && cookie->path.front() != '/') return "a path that is none";
  const bool is_sent =
      sent.find(std::string(cookie->name) + "=" + std::string(cookie->value)) != std::string::npos;
  if (cookie->path.empty() && !cookie->gone && cookie->name != "own" && !is_sent)
    return "a cookie is lost";
  return "";
}

}  // namespace seep::test
