#include "stats/difference.h"

#include <cmath>

namespace seep {

Slope Difference(const Slope& base, const Slope& changed) {
  const double difference = changed.estimate - base.estimate;
  return {
      .estimate = difference,
      .low = difference - std::hypot(changed.estimate - changed.low, base.high - base.estimate),
      .high = difference + std::hypot(changed.high - changed.estimate, base.estimate - base.low)};
}

}  // namespace seep
