#pragma once
// The traffic of one round, split over the plan's legs.

#include <functional>
#include <span>
#include <stop_token>

#include "load/generator.h"
#include "model/plan.h"

namespace seep {

// Sends round.requests through the legs, one after another, by their shares; fewer when a stop is
// requested. `progress` is given sums over the legs so far.
LoadResult SendRound(const RoundBounds& round, std::span<const Leg> legs,
                     std::span<LoadGenerator* const> generators, const std::stop_token& stop,
                     const std::function<void(const LoadProgress&)>& progress);

// Called between two parts of a round, with the index of the leg that was sent last and the sum so
// far. The round ends there when it returns false.
using BetweenParts = std::function<bool(size_t leg, const LoadResult& so_far)>;

// The same traffic, each leg in two halves of their own connections, with a reading between.
LoadResult SendRoundInParts(const RoundBounds& round, std::span<const Leg> legs,
                            std::span<LoadGenerator* const> generators, const std::stop_token& stop,
                            const std::function<void(const LoadProgress&)>& progress,
                            const BetweenParts& between);

}  // namespace seep
