#pragma once
// How many requests a client may send, in memory that does not grow with the number of clients.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>

#include "base/clock.h"

namespace sluice {

// The generic cell rate algorithm (ITU-T I.371): of each client, when its next request would be on
// time if it had sent all of them evenly. Thread-safe.
class RateLimiter {
 public:
  // Where all places of a client are taken by others who are busy, the one of them with the least
  // debt is forgotten: somebody may send a little more than the rate, and nobody less.
  static constexpr size_t kPlaces = 65'536;
  static constexpr size_t kBytes = kPlaces * 16;  // resident once they are in use

  RateLimiter();

  // May the client send a request now? Nothing; or how long it has to wait. `client`: of
  // ClientKey, mixed with whatever it is limited for. `interval`: between requests, evenly;
  // `burst`: so many of them may come at once.
  seep::nanoseconds Ask(uint64_t client, seep::nanoseconds interval, unsigned burst,
                        seep::TimePoint now);

 private:
  struct Place {
    uint64_t client = 0;
    int64_t due = 0;  // of its next request; nanoseconds of the clock
  };
  static constexpr size_t kWays = 4;  // places that a client may have
  static constexpr size_t kLocks = 64;

  struct Free {
    void operator()(Place* places) const;
  };
  static_assert(sizeof(Place) * kPlaces == kBytes);

  std::unique_ptr<Place[], Free> places_;
  std::array<std::mutex, kLocks> locks_;
};

// A client by its address, as text: an IPv6 address by its first 64 bits, which are one customer's
// (RFC 6177).
uint64_t ClientKey(std::string_view address);

}  // namespace sluice
