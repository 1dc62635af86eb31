#pragma once
// The cookies of a run's visitors, sent back as a browser would (RFC 6265 §5.3, §5.4).

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace seep {

// In all; when it is reached, the visitors that came first are forgotten. A hundred bytes each
// leave room for some hundred thousand visitors.
inline constexpr size_t kJarBytesMax = 64u << 20;
// Of one visitor, as many as a browser has to keep of a site (RFC 6265 §6.1).
inline constexpr size_t kVisitorCookiesMax = 50;

// Which visitor a request is of, its number says: the numbers take turns with a bounded number of
// visitors, or each is a visitor of its own. Thread-safe.
class CookieJar {
 public:
  // `visitors`: 0 is without a bound.
  explicit CookieJar(uint64_t visitors, size_t bytes_max = kJarBytesMax)
      : visitors_(visitors), bytes_max_(bytes_max) {}

  // An answer to request `number` of `target` had this field. `now`: seconds since 1970.
  void Set(uint64_t number, std::string_view target, std::string_view set_cookie, int64_t now);

  // The value of the Cookie field of request `number` for `target`; empty: it has none.
  std::string Cookies(uint64_t number, std::string_view target) const;

  // Below that number some are forgotten.
  uint64_t RemembersFrom() const;
  uint64_t visitors() const { return visitors_; }
  size_t bytes() const;

 private:
  struct Cookie {
    std::string name;
    std::string value;
    std::string path;
    size_t bytes() const { return sizeof(Cookie) + name.size() + value.size() + path.size(); }
  };
  using Visitor = std::vector<Cookie>;

  uint64_t VisitorOf(uint64_t number) const { return visitors_ == 0 ? number : number % visitors_; }
  void Forget();

  const uint64_t visitors_;
  const size_t bytes_max_;
  mutable std::mutex mutex_;
  std::unordered_map<uint64_t, Visitor> by_visitor_;
  std::deque<uint64_t> order_;  // of their first cookies
  size_t bytes_ = 0;
  uint64_t remembers_from_ = 0;
};

}  // namespace seep
