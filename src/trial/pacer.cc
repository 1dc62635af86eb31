#include "trial/pacer.h"

#include <algorithm>
#include <cmath>

namespace seep {
namespace {

// With 20 ms of quiet and reading, a run of 9 s has 60 to 130 rounds. A slow server gets longer
// ones: it needs its time for requests.
constexpr double kRoundSecondsLeast = 0.05;
constexpr double kRoundSecondsMost = 0.15;
constexpr double kRoundRequests = 300;  // for which a round is made longer
constexpr double kSlowRoundSeconds = 0.5;
constexpr size_t kTuningRounds =
    4;  // servers are slow at first: caches are cold, code is not compiled yet
constexpr uint64_t kRoundsMin = 40;  // of a run that is bounded by requests
constexpr uint64_t kRequestsMax = 50'000;

}  // namespace

Pacer::Pacer(uint64_t requests_max, uint32_t connections)
    : requests_max_(requests_max),
      least_(std::max<uint32_t>(connections, 1)),
      size_(std::max<uint64_t>(least_, 16)) {}

uint64_t Pacer::Next(uint64_t sent) const {
  if (requests_max_ == 0) return size_;
  const uint64_t left = requests_max_ - std::min(sent, requests_max_);
  const uint64_t size = std::max(least_, std::min(size_, requests_max_ / kRoundsMin));
  // The last round takes the rest, so that none is much shorter than the others.
  return left < 2 * size ? left : size;
}

void Pacer::Done(uint64_t requests, double seconds) {
  ++rounds_;
  if (seconds <= 0) return;
  // Rounds of one size make the readings comparable; only a server that became much slower changes
  // it again.
  if (rounds_ > kTuningRounds && seconds < kSlowRoundSeconds) return;
  const double rate = static_cast<double>(requests) / seconds;
  const double wanted =
      rate * std::clamp(kRoundRequests / rate, kRoundSecondsLeast, kRoundSecondsMost);
  size_ = std::clamp(static_cast<uint64_t>(std::lround(wanted)), least_, kRequestsMax);
}

}  // namespace seep
