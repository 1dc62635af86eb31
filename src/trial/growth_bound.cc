#include "trial/growth_bound.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "judge/readings.h"
#include "judge/sure.h"

namespace seep {
namespace {

constexpr size_t kRounds = 3;  // the latest, of which the one that grew least counts
// So many rounds until a leak is sure by its size, and within plan.memory_max: a verdict takes 24
// readings (Evidence::points_min), and is looked for again at 28.
constexpr double kReadings = 24;
// Off by less, the bound stays, so that rounds are of one size.
constexpr double kOffMost = 1.5;
constexpr double kOffLeast = 0.5;

// Pages of a runtime's heap, too.
double HeldInAll(const Sample& sample) { return static_cast<double>(sample.Memory().Held()); }

// The least growth with each request over the latest rounds of traffic.
double LeastGrowth(const RunResult& result, const Reader& read) {
  std::optional<double> least;
  size_t seen = 0;
  for (size_t i = result.rounds.size(); i > 0 && seen < kRounds; --i) {
    const Round& round = result.rounds[i - 1];
    if (round.idle || round.load.requests == 0) continue;
    const Sample& before = i > 1 ? result.rounds[i - 2].sample : result.first;
    const double grown = read(round.sample) - read(before);
    const double each = grown / static_cast<double>(round.sample.requests - before.requests);
    least = std::min(least.value_or(each), each);
    ++seen;
  }
  return std::max(least.value_or(0), 0.0);
}

bool Counted(const RunResult& result) {
  const auto& heap = result.After().heap;
  return heap && heap->Complete();
}

// Rounds of `bytes` growth, at so much for each request.
struct Rounds {
  double bytes = 0;
  double each = 0;
  double Requests() const { return bytes / each; }
};

std::optional<Rounds> Bounded(const RunResult& result) {
  std::optional<Rounds> bounded;
  if (Counted(result) && RequestsAreTheSame(result)) {
    const double each =
        LeastGrowth(result, [](const Sample& sample) { return Read(Meter::kLiveHeap, sample); });
    if (each >= kSureRequestBytes) bounded = {kSureGrowthBytes / kReadings, each};
  }
  if (result.plan.memory_max_bytes) {
    const double each = LeastGrowth(result, HeldInAll);
    const Rounds held{static_cast<double>(*result.plan.memory_max_bytes) / kReadings, each};
    if (each > 0 && (!bounded || held.Requests() < bounded->Requests())) bounded = held;
  }
  return bounded;
}

}  // namespace

uint64_t GrowthBound::Next(const RunResult& result) {
  const std::optional<Rounds> bounded = Bounded(result);
  if (!bounded) return bound_ = kNone;
  const double off = static_cast<double>(bound_) / bounded->Requests();
  if (off <= kOffMost && off >= kOffLeast) return bound_;
  constexpr double kMost = 1e9;
  // Every leg has a request in each round, or what growth follows could not be told.
  const uint64_t least = std::max<uint64_t>(result.plan.legs.size(), 1);
  bound_ = std::max(least, static_cast<uint64_t>(std::min(bounded->Requests(), kMost)));
  return bound_;
}

}  // namespace seep
