#include "load/cookie_jar.h"

#include <algorithm>

#include "load/set_cookie.h"

namespace seep {
namespace {

constexpr size_t kVisitorBytes = 96;  // of the table and the order, about

std::string_view PathOf(std::string_view target) {
  return target.substr(0, std::min(target.find('?'), target.size()));
}

// RFC 6265 §5.1.4.
std::string_view DefaultPath(std::string_view target) {
  const std::string_view path = PathOf(target);
  const size_t slash = path.rfind('/');
  if (!path.starts_with('/') || slash == 0) return "/";
  return path.substr(0, slash);
}

bool PathMatches(std::string_view path, std::string_view cookie_path) {
  if (!path.starts_with(cookie_path)) return false;
  return path.size() == cookie_path.size() || cookie_path.ends_with('/') ||
         path[cookie_path.size()] == '/';
}

}  // namespace

void CookieJar::Set(uint64_t number, std::string_view target, std::string_view set_cookie,
                    int64_t now) {
  const auto parsed = ParseSetCookie(set_cookie, now);
  if (!parsed) return;
  const std::string_view path = parsed->path.empty() ? DefaultPath(target) : parsed->path;
  const std::lock_guard lock(mutex_);
  const uint64_t visitor = VisitorOf(number);
  auto found = by_visitor_.find(visitor);
  if (found == by_visitor_.end()) {
    if (parsed->gone) return;
    found = by_visitor_.emplace(visitor, Visitor()).first;
    order_.push_back(visitor);
    bytes_ += kVisitorBytes;
  }
  Visitor& cookies = found->second;
  const auto same = std::find_if(cookies.begin(), cookies.end(), [&](const Cookie& cookie) {
    return cookie.name == parsed->name && cookie.path == path;
  });
  if (same != cookies.end()) {
    bytes_ -= same->bytes();
    cookies.erase(same);
  }
  if (!parsed->gone && cookies.size() < kVisitorCookiesMax) {
    cookies.push_back({std::string(parsed->name), std::string(parsed->value), std::string(path)});
    bytes_ += cookies.back().bytes();
  }
  Forget();
}

// Never the last one, so that there is always something to send.
void CookieJar::Forget() {
  while (bytes_ > bytes_max_ && order_.size() > 1) {
    const auto oldest = by_visitor_.find(order_.front());
    for (const Cookie& cookie : oldest->second) bytes_ -= cookie.bytes();
    bytes_ -= kVisitorBytes;
    remembers_from_ = std::max(remembers_from_, oldest->first + 1);
    by_visitor_.erase(oldest);
    order_.pop_front();
  }
}

std::string CookieJar::Cookies(uint64_t number, std::string_view target) const {
  std::string text;
  const std::string_view path = PathOf(target);
  const std::lock_guard lock(mutex_);
  const auto found = by_visitor_.find(VisitorOf(number));
  if (found == by_visitor_.end()) return text;
  for (const Cookie& cookie : found->second) {
    if (!PathMatches(path, cookie.path)) continue;
    if (!text.empty()) text += "; ";
    text.append(cookie.name).append("=").append(cookie.value);
  }
  return text;
}

uint64_t CookieJar::RemembersFrom() const {
  const std::lock_guard lock(mutex_);
  return remembers_from_;
}

size_t CookieJar::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace seep
