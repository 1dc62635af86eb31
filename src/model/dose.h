#pragma once
// What growth is proportional to: requests, connections or time.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/verdict.h"

namespace seep {

// What most of the growth under traffic follows.
enum class Driver : uint8_t {
  kUnknown,     // not told apart, or too noisy
  kRequest,     // every request, whatever its connection
  kConnection,  // every connection, however many requests it carries
  kKeptAlive,   // every request on a connection that was used before; none with one request each
  kTraffic,     // requests or connections: the run's traffic does not tell them apart
  kTime,        // the seconds, with traffic or without
  kMixed,       // at least two of requests, connections and seconds, and none of them most of it
};
std::string_view Name(Driver driver);  // as in the JSON: "request", "kept_alive_request", …

// Growth of one meter by each of the three at once, each with the others held fixed. A rate that
// the run's traffic cannot tell from the others is not there.
struct DoseResponse {
  Driver driver = Driver::kUnknown;
  std::optional<Slope> per_request;     // with that of its connection, where per_connection is not
  std::optional<Slope> per_connection;  // beside its requests; negative: less than without it
  std::optional<Slope> per_second;
  std::optional<Slope> by_traffic;  // a request, connections as the run mixed them, without time's
  double confidence = 0;            // of the intervals, two-sided
  std::string note;                 // what could not be told apart and why; empty if all could
};

}  // namespace seep
