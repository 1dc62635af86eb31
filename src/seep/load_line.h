#pragma once
// What the live line of `seep load` says.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "load/generator.h"

namespace seep {

// The pace of about the last second, from one report of progress after another.
class LivePace {
 public:
  // Requests a second since the eighth report before this one, or since the start.
  double Add(const LoadProgress& load);

 private:
  struct Point {
    uint64_t requests = 0;
    double seconds = 0;
  };
  std::array<Point, 8> points_;  // reports come 5 to 10 times a second
  size_t next_ = 0;
};

// "18,000 requests  9,800/s  3 errors  p50 412 µs  p99 1.20 ms  42 %"; what does not fit in
// `columns` is left out. `share` of the load is done, 0 … 1.
std::string LoadLine(const LoadProgress& load, double requests_per_second, double share,
                     size_t columns);

}  // namespace seep
