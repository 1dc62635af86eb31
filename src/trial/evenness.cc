#include "trial/evenness.h"

#include <algorithm>
#include <vector>

namespace seep {
namespace {

constexpr double kVarianceOverMean = 6;  // a Poisson process: 1; two or three blocks a time: 2 or 3
constexpr size_t kLeftOut = 2;

struct Gain {
  double requests = 0;
  double blocks = 0;
};

std::vector<Gain> GainsInLaterHalf(const RunResult& result) {
  std::vector<Gain> gains;
  const Sample* before = nullptr;
  for (size_t i = result.rounds.size() / 2; i < result.rounds.size(); ++i) {
    const Sample& sample = result.rounds[i].sample;
    if (!sample.heap) return {};
    if (before != nullptr && sample.requests > before->requests) {
      gains.push_back({static_cast<double>(sample.requests - before->requests),
                       static_cast<double>(sample.heap->blocks - before->heap->blocks)});
    }
    before = &sample;
  }
  return gains;
}

}  // namespace

bool GrowsEvenly(const RunResult& result) {
  const std::vector<Gain> gains = GainsInLaterHalf(result);
  if (gains.size() < 4 * kLeftOut) return false;
  Gain sum;
  for (const Gain& gain : gains) {
    sum.requests += gain.requests;
    sum.blocks += gain.blocks;
  }
  if (sum.blocks <= 0) return false;
  const double pace = sum.blocks / sum.requests;
  std::vector<double> ratios;  // squared difference over what is expected
  for (const Gain& gain : gains) {
    const double expected = pace * gain.requests;
    ratios.push_back((gain.blocks - expected) * (gain.blocks - expected) / expected);
  }
  std::sort(ratios.begin(), ratios.end());
  double variance_over_mean = 0;
  const size_t count = ratios.size() - kLeftOut;
  for (size_t i = 0; i < count; ++i) variance_over_mean += ratios[i] / static_cast<double>(count);
  return variance_over_mean <= kVarianceOverMean;
}

}  // namespace seep
