#include "judge/evenness.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "judge/judged_rounds.h"
#include "judge/new_keys.h"
#include "judge/runtime_heap.h"
#include "stats/trend.h"

namespace seep {
namespace {

constexpr double kVarianceOverMean = 6;  // a Poisson process: 1; two or three blocks a time: 2 or 3
constexpr size_t kLeftOut = 2;

struct Gain {
  double requests = 0;
  double blocks = 0;
};

// How many blocks or objects the meter's bytes are; nothing where they are not counted.
std::optional<double> BlocksOf(Meter meter, const Sample& sample) {
  if (meter == Meter::kLiveHeap && sample.heap) return static_cast<double>(sample.heap->blocks);
  const bool counted = meter != Meter::kLiveHeap && Has(Meter::kRuntimeObjects, sample);
  if (counted) return Read(Meter::kRuntimeObjects, sample);
  return std::nullopt;
}

std::vector<Gain> GainsInLaterHalf(const RunResult& result, Meter meter) {
  std::vector<Gain> gains;
  const Sample* before = nullptr;
  const std::span<const Round> rounds = JudgedRounds(result);
  for (size_t i = rounds.size() / 2; i < rounds.size(); ++i) {
    const Sample& sample = rounds[i].sample;
    if (!Counts(result, meter, sample)) continue;
    const std::optional<double> blocks = BlocksOf(meter, sample);
    if (!blocks) return {};
    if (before != nullptr && !rounds[i].replayed && sample.Answered() > before->Answered()) {
      gains.push_back({static_cast<double>(sample.Answered() - before->Answered()),
                       *blocks - BlocksOf(meter, *before).value_or(*blocks)});
    }
    before = &sample;
  }
  return gains;
}

// Without those whose pace is furthest from the middle one's: a table that doubled is not to make
// the others look uneven.
void LeaveOutFurthest(std::vector<Gain>& gains) {
  std::vector<double> paces;
  for (const Gain& gain : gains) paces.push_back(gain.blocks / gain.requests);
  const double middle = Median(paces);
  std::sort(gains.begin(), gains.end(), [middle](const Gain& a, const Gain& b) {
    return std::abs(a.blocks / a.requests - middle) < std::abs(b.blocks / b.requests - middle);
  });
  gains.resize(gains.size() - kLeftOut);
}

}  // namespace

bool GrowsEvenly(const RunResult& result, Meter meter) {
  std::vector<Gain> gains = GainsInLaterHalf(result, meter);
  if (gains.size() < 4 * kLeftOut) return false;
  LeaveOutFurthest(gains);
  Gain sum;
  for (const Gain& gain : gains) {
    sum.requests += gain.requests;
    sum.blocks += gain.blocks;
  }
  if (sum.blocks <= 0) return false;
  double variance_over_mean = 0;
  for (const Gain& gain : gains) {
    const double expected = sum.blocks / sum.requests * gain.requests;
    const double off = gain.blocks - expected;
    variance_over_mean += off * off / expected / static_cast<double>(gains.size());
  }
  return variance_over_mean <= kVarianceOverMean;
}

bool ProvesItself(const RunResult& result, const MeterVerdict& judged) {
  const bool counted = judged.meter == Meter::kLiveHeap || judged.meter == Meter::kRuntimeHeap ||
                       judged.meter == Meter::kRuntimeObjects;
  return counted && !BringsNewKeys(result) && GrowsEvenly(result, judged.meter);
}

}  // namespace seep
