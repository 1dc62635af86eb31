#include "trial/send_round.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/check.h"

namespace seep {
namespace {

struct Part {
  size_t leg = 0;
  uint64_t requests = 0;
};

// Each leg gets its share, the last takes the rest; in one part or in two halves.
std::vector<Part> PartsOf(uint64_t requests, std::span<const Leg> legs, bool halves) {
  std::vector<Part> parts;
  uint64_t left = requests;
  for (size_t i = 0; i < legs.size(); ++i) {
    const auto share =
        static_cast<uint64_t>(std::ceil(static_cast<double>(requests) * legs[i].share));
    const uint64_t size = i + 1 == legs.size() ? left : std::min(left, share);
    left -= size;
    const uint64_t second = halves ? size / 2 : 0;
    for (const uint64_t part : {size - second, second}) {
      if (part != 0) parts.push_back({i, part});
    }
  }
  return parts;
}

}  // namespace

LoadResult SendRound(const RoundBounds& round, std::span<const Leg> legs,
                     std::span<LoadGenerator* const> generators, const std::stop_token& stop,
                     const std::function<void(const LoadProgress&)>& progress) {
  return SendRoundInParts(round, legs, generators, stop, progress, {});
}

LoadResult SendRoundInParts(const RoundBounds& round, std::span<const Leg> legs,
                            std::span<LoadGenerator* const> generators, const std::stop_token& stop,
                            const std::function<void(const LoadProgress&)>& progress,
                            const BetweenParts& between) {
  CHECK(legs.size() == generators.size());
  LoadResult sum;
  const std::vector<Part> parts = PartsOf(round.requests, legs, static_cast<bool>(between));
  for (size_t i = 0; i < parts.size() && !stop.stop_requested(); ++i) {
    if (between && i > 0 && !between(parts[i - 1].leg, sum)) break;
    const RoundBounds bounds = round.Part(sum.requests, parts[i].requests);
    sum.Add(generators[parts[i].leg]->Run(bounds, stop, [&](LoadProgress part) {
      part.requests += sum.requests;
      part.seconds += sum.seconds;
      progress(part);
    }));
  }
  return sum;
}

}  // namespace seep
