#pragma once
// How large a round may be for what its requests keep.

#include <cstdint>
#include <limits>

#include "model/run_result.h"

namespace seep {

// A leak of 100 KiB a request is not to take 20,000 requests, nor rounds of hundreds: the readings
// that a verdict takes have to fit into little memory.
class GrowthBound {
 public:
  static constexpr uint64_t kNone = std::numeric_limits<uint64_t>::max();

  // How many requests the next round may have, by the growth of each of the latest rounds; kNone
  // while one of them did not grow, as after a warm-up. At least one for
  // each of the plan's legs. It changes only when it is wrong by half.
  uint64_t Next(const RunResult& result);

 private:
  uint64_t bound_ = kNone;
};

}  // namespace seep
