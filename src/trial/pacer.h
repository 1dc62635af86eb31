#pragma once
// How many requests a round has: so many that it lasts long enough to matter, and not so many that
// rounds are few.

#include <cstddef>
#include <cstdint>

#include "base/clock.h"

namespace seep {

class Pacer {
 public:
  // `requests_max` of the whole run, 0 for no bound; every round has at least one request a
  // connection.
  Pacer(uint64_t requests_max, uint32_t connections);

  // Size of the next round; 0 when the requests of the run are used up. `sent` is what was sent so
  // far.
  uint64_t Next(uint64_t sent) const;
  // What the last round of traffic came to.
  void Done(uint64_t requests, double seconds);

 private:
  uint64_t requests_max_;
  uint64_t least_;
  uint64_t size_;
  size_t rounds_ = 0;
};

}  // namespace seep
