#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "base/check.h"
#include "proxy/route/hash_key.h"
#include "proxy/route/rate_limiter.h"

namespace sluice {

// Of that size it is the system's zero pages, and none of it is resident before it is used.
RateLimiter::RateLimiter() : places_(static_cast<Place*>(std::calloc(kPlaces, sizeof(Place)))) {
  CHECK(places_ != nullptr);
}

void RateLimiter::Free::operator()(Place* places) const { std::free(places); }

seep::nanoseconds RateLimiter::Ask(uint64_t client, seep::nanoseconds interval, unsigned burst,
                                   seep::TimePoint now) {
  const size_t set = client % (kPlaces / kWays);
  const std::lock_guard lock(locks_[set % kLocks]);
  Place* const first = &places_[set * kWays];
  Place* place =
      std::find_if(first, first + kWays, [&](const Place& p) { return p.client == client; });
  if (place == first + kWays) {
    place = std::min_element(first, first + kWays,
                             [](const Place& a, const Place& b) { return a.due < b.due; });
    *place = {.client = client, .due = 0};
  }
  const int64_t at = now.time_since_epoch().count();
  const int64_t due = std::max(place->due, at);
  const int64_t ahead = due - at - interval.count() * (burst - 1);
  if (ahead > 0) return seep::nanoseconds(ahead);
  place->due = due + interval.count();
  return seep::nanoseconds(0);
}

uint64_t ClientKey(std::string_view address) {
  std::array<char, 16> bytes{};
  const std::string text(address);
  if (text.find(':') != std::string::npos && ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1)
    return HashOf(std::string_view(bytes.data(), 8));
  return HashOf(address);
}

}  // namespace sluice
