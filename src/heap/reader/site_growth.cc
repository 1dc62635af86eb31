#include "heap/reader/site_growth.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "base/check.h"
#include "stats/trend.h"

namespace seep {
namespace {

constexpr double kConfidence = 0.95;
// What gained less than this share of its pace before fills up. Linear growth keeps its pace.
constexpr double kLastingPace = 0.5;
// The same where only the end is looked at: all that slows down, slows down less there.
constexpr double kLastingPaceAtEnd = 0.7;
// Expected blocks of rounds that left none, from which on that is no chance: e^-5 is 0.7 %.
constexpr double kExpectedOfDead = 5;
// The end of the pass that counts by itself when the whole does not: what filled up in the
// beginning may hide a leak.
constexpr double kEndShare = 0.6;

// Clearly less than `expected`, though so few blocks come by chance: two standard deviations.
bool ClearlyLess(double blocks, double expected) {
  return blocks + 2 * std::sqrt(std::max(blocks, 0.0) + 1) < expected;
}

// Of one round.
struct Gain {
  double gain = 0;
  double requests = 0;
};
using Gains = std::span<const Gain>;

double RequestsOf(Gains gains) {
  double sum = 0;
  for (const Gain& each : gains) sum += each.requests;
  return sum;
}

double SumOf(Gains gains) {
  double sum = 0;
  for (const Gain& each : gains) sum += each.gain;
  return sum;
}

double PaceOf(Gains gains) { return gains.empty() ? 0 : SumOf(gains) / RequestsOf(gains); }

// From the second round on: in the first, what a server holds at any time is allocated anew.
std::vector<Gain> GainsOf(std::span<const double> requests, std::span<const double> live) {
  std::vector<Gain> gains;
  for (size_t i = 1; i < live.size(); ++i) {
    CHECK(requests[i] > requests[i - 1]);
    gains.push_back({live[i] - live[i - 1], requests[i] - requests[i - 1]});
  }
  return gains;
}

Slope SlopeOfGains(Gains gains, double resolution) {
  if (gains.empty()) return {};
  const double requests = RequestsOf(gains);
  if (gains.size() < 3) {
    const double estimate = PaceOf(gains);
    const double margin = std::abs(estimate) + resolution / requests;
    return {estimate, estimate - margin, estimate + margin};
  }
  std::vector<double> paces;
  for (const Gain& each : gains) paces.push_back(each.gain / each.requests);
  return SlopeOf(paces, kConfidence, resolution / requests);
}

// `block`: in the unit of the gains, what one followed block comes to.
bool FillsUp(Gains gains, double block, double lasting) {
  const size_t third = gains.size() / 3;
  const Gains late = gains.last(third);
  const double expected = lasting * PaceOf(gains.first(third)) * RequestsOf(late);
  return third > 0 && ClearlyLess(SumOf(late) / block, expected / block);
}

// What blocks and bytes of some rounds say.
struct Evidence {
  Slope blocks_per_request;
  Slope bytes_per_request;
  bool fills_up = false;

  // Its pace is above zero, and lasts.
  bool Grows() const {
    return !fills_up && (blocks_per_request.low > 0 || bytes_per_request.low > 0);
  }
  // A buffer that grows is a new block each time: where old blocks die, that is no turnover.
  bool ReplacesByLarger() const { return bytes_per_request.low > 0 && blocks_per_request.low <= 0; }
};

class Site {
 public:
  Site(std::span<const double> requests, const SiteHistory& history)
      : requests_(requests), history_(history), survivors_(requests.size()) {
    for (const Cohort& cohort : history.cohorts) {
      if (cohort.round >= 1 && cohort.round <= survivors_.size()) {
        survivors_[cohort.round - 1] = cohort;
      }
    }
  }

  SiteGrowth Growth() const {
    const std::vector<Gain> blocks = GainsOf(requests_, history_.blocks);
    const std::vector<Gain> bytes = GainsOf(requests_, history_.bytes);
    const auto end_size =
        static_cast<size_t>(std::ceil(static_cast<double>(blocks.size()) * kEndShare));
    const Evidence all = Weigh(blocks, bytes, kLastingPace);
    const Evidence end =
        Weigh(Gains(blocks).last(end_size), Gains(bytes).last(end_size), kLastingPaceAtEnd);
    const bool old_died = OldOnesDied();
    for (const Evidence* live : {&all, &end}) {
      if (live->Grows() && (!old_died || live->ReplacesByLarger())) return Outcome(*live, true);
    }
    const Evidence survivors = WeighSurvivors();
    // Where the number of blocks is known to stand still by now, old ones only wait for their end.
    const size_t now_size = std::min(std::max<size_t>(blocks.size() / 3, 3), blocks.size());
    const Slope now = SlopeOfGains(Gains(blocks).last(now_size), history_.sampled_one_in);
    const bool possible = survivors.blocks_per_request.low <= now.high;
    if (survivors.Grows() && possible && !old_died) return Outcome(survivors, true);
    SiteGrowth growth = Outcome(all, false);
    if (all.fills_up || (old_died && !all.ReplacesByLarger())) {
      const size_t third = std::min(std::max<size_t>(bytes.size() / 3, 1), bytes.size());
      growth.lasting_bytes_per_request = PaceOf(Gains(bytes).last(third));
    }
    return growth;
  }

 private:
  static SiteGrowth Outcome(const Evidence& evidence, bool grows) {
    return {.blocks_per_request = evidence.blocks_per_request,
            .bytes_per_request = evidence.bytes_per_request,
            .grows = grows,
            .lasting_bytes_per_request = evidence.bytes_per_request.estimate};
  }

  Evidence Weigh(Gains blocks, Gains bytes, double lasting) const {
    const double block = history_.sampled_one_in;
    const double live_blocks = history_.blocks.back();
    const double block_bytes =
        live_blocks > 0 ? std::max(block * history_.bytes.back() / live_blocks, 1.0) : 1.0;
    return {.blocks_per_request = SlopeOfGains(blocks, block),
            .bytes_per_request = SlopeOfGains(bytes, 0),
            .fills_up = FillsUp(blocks, block, lasting) || FillsUp(bytes, block_bytes, lasting)};
  }

  // Blocks that have survived for a quarter of the rounds, as gains of the rounds they were born
  // in: where live blocks go up and down, these do not.
  Evidence WeighSurvivors() const {
    const size_t young = std::max<size_t>(requests_.size() / 4, 1);
    std::vector<Gain> blocks;
    std::vector<Gain> bytes;
    for (size_t i = 1; i + young < requests_.size(); ++i) {
      const double requests = requests_[i] - requests_[i - 1];
      blocks.push_back({survivors_[i].blocks, requests});
      bytes.push_back({survivors_[i].bytes, requests});
    }
    return Weigh(blocks, bytes, kLastingPace);
  }

  // The rounds of the beginning have left fewer blocks than those of the end, and not by chance.
  bool OldOnesDied() const {
    const size_t rounds = requests_.size();
    if (rounds < 4) return false;
    const double pace = SurvivorPace(rounds / 2, rounds - 1);
    const size_t old = rounds / 4;
    if (ClearlyLess(Survivors(0, old), kLastingPace * pace * requests_[old - 1])) return true;
    size_t dead = 0;
    while (dead < rounds - 1 && survivors_[dead].blocks == 0) ++dead;
    if (dead == 0 || dead == rounds - 1) return dead != 0;  // only the last round's are there
    return SurvivorPace(dead, rounds - 1) * requests_[dead - 1] >= kExpectedOfDead;
  }

  // Followed blocks that were born in these rounds and still live.
  double Survivors(size_t begin, size_t end) const {
    double sum = 0;
    for (size_t i = begin; i < end; ++i) sum += survivors_[i].blocks;
    return sum / history_.sampled_one_in;
  }
  double SurvivorPace(size_t begin, size_t end) const {
    const double before = begin == 0 ? 0 : requests_[begin - 1];
    return Survivors(begin, end) / (requests_[end - 1] - before);
  }

  std::span<const double> requests_;
  const SiteHistory& history_;
  std::vector<Cohort> survivors_;  // by round
};

}  // namespace

SiteGrowth GrowthOf(std::span<const double> requests, const SiteHistory& history) {
  CHECK(!requests.empty() && history.blocks.size() == requests.size() &&
        history.bytes.size() == requests.size());
  return Site(requests, history).Growth();
}

}  // namespace seep
