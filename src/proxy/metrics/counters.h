#pragma once
// What one thread counts. It alone writes; others may read at any time, and see each number as it
// was a moment ago.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "base/clock.h"

namespace sluice {

// Upper bounds of the classes of a request's duration, in seconds; one more class has the rest.
inline constexpr std::array<double, 14> kDurationBounds = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60};

// Whom memory, or descriptors, ran out for.
enum class Shed : uint8_t {
  kIdleClient,  // closed while it was idle
  kTurnedAway,  // answered 503 without having been served
  kHeldUp,      // cut off, as it took or sent nothing
};
inline constexpr size_t kSheds = 3;

class Counter {
 public:
  void Add(uint64_t n = 1) {
    value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> value_ = 0;
};

struct Counters {
  Counter accepted;  // connections of clients
  Counter closed;
  // Requests by the first digit of the status that the client got; [0]: given up before there was
  // one.
  std::array<Counter, 6> answers;
  Counter own_answers;  // of those: written by sluice itself
  Counter retries;      // on another server
  Counter response_bytes;
  std::array<Counter, kDurationBounds.size() + 1> durations;  // of requests, each in one class
  Counter duration_us;                                        // of all of them
  std::array<Counter, kSheds> shed;

  void CountRequest(uint16_t status, uint64_t body_bytes, seep::nanoseconds duration);
  void CountShed(Shed what) { shed[static_cast<size_t>(what)].Add(); }
};

}  // namespace sluice
