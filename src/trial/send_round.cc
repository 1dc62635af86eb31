#include "trial/send_round.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace seep {

LoadResult SendRound(uint64_t requests, std::span<const Leg> legs,
                     std::span<LoadGenerator* const> generators, const std::stop_token& stop,
                     const std::function<void(const LoadProgress&)>& progress) {
  CHECK(legs.size() == generators.size());
  LoadResult sum;
  uint64_t left = requests;
  for (size_t i = 0; i < legs.size() && !stop.stop_requested(); ++i) {
    const bool last = i + 1 == legs.size();
    const auto share =
        static_cast<uint64_t>(std::ceil(static_cast<double>(requests) * legs[i].share));
    const uint64_t size = last ? left : std::min(left, share);
    if (size == 0) continue;
    left -= size;
    sum.Add(generators[i]->Run({.requests = size, .duration = {}}, stop, [&](LoadProgress leg) {
      leg.requests += sum.requests;
      leg.seconds += sum.seconds;
      progress(leg);
    }));
  }
  return sum;
}

}  // namespace seep
