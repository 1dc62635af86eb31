#include "heap/reader/site_growth.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "base/check.h"
#include "stats/trend.h"

namespace seep {
namespace {

constexpr double kConfidence = 0.95;
// What gained less than this share of its pace before fills up. Linear growth keeps its pace;
// logarithmic growth has a quarter of it in the last third.
constexpr double kLastingPace = 0.5;
// Expected blocks of rounds that left none, from which on that is no chance: e^-5 is 0.7 %.
constexpr double kExpectedOfDead = 5;

// Clearly less than `expected`, though so few blocks come by chance: two standard deviations.
bool ClearlyLess(double blocks, double expected) {
  return blocks + 2 * std::sqrt(std::max(blocks, 0.0) + 1) < expected;
}

// Gains of successive rounds.
struct Gains {
  std::vector<double> gains;
  std::vector<double> requests;

  double Sum(size_t begin, size_t end) const {
    double sum = 0;
    for (size_t i = begin; i < end; ++i) sum += gains[i];
    return sum;
  }
  double Requests(size_t begin, size_t end) const {
    double sum = 0;
    for (size_t i = begin; i < end; ++i) sum += requests[i];
    return sum;
  }
  double Pace(size_t begin, size_t end) const { return Sum(begin, end) / Requests(begin, end); }
  size_t size() const { return gains.size(); }
};

// From the second round on: in the first, what a server holds at any time is allocated anew.
Gains GainsOf(std::span<const double> requests, std::span<const double> live) {
  Gains gains;
  for (size_t i = 1; i < live.size(); ++i) {
    CHECK(requests[i] > requests[i - 1]);
    gains.gains.push_back(live[i] - live[i - 1]);
    gains.requests.push_back(requests[i] - requests[i - 1]);
  }
  return gains;
}

Slope SlopeOfGains(const Gains& gains, double resolution) {
  if (gains.size() == 0) return {};
  const double requests = gains.Requests(0, gains.size());
  const double estimate = gains.Sum(0, gains.size()) / requests;
  if (gains.size() < 3) {
    const double margin = std::abs(estimate) + resolution / requests;
    return {estimate, estimate - margin, estimate + margin};
  }
  std::vector<double> paces;
  for (size_t i = 0; i < gains.size(); ++i) paces.push_back(gains.gains[i] / gains.requests[i]);
  return SlopeOf(paces, kConfidence, resolution / requests);
}

// `block`: of the unit of the gains, what one followed block comes to.
bool FillsUp(const Gains& gains, double block) {
  const size_t third = gains.size() / 3;
  if (third == 0) return false;
  const double early = gains.Pace(0, third);
  const double late = gains.Sum(gains.size() - third, gains.size());
  const double late_requests = gains.Requests(gains.size() - third, gains.size());
  return ClearlyLess(late / block, kLastingPace * early * late_requests / block);
}

// Blocks and bytes of one site, as gains.
struct Evidence {
  Gains blocks;
  Gains bytes;
  Slope blocks_per_request = {};
  Slope bytes_per_request = {};
  bool fills_up = false;

  // Its pace is above zero, and lasts.
  bool Grows() const {
    return !fills_up && (blocks_per_request.low > 0 || bytes_per_request.low > 0);
  }
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
    const Evidence live =
        Weigh(GainsOf(requests_, history_.blocks), GainsOf(requests_, history_.bytes));
    // Where old blocks die and live bytes grow all the same, though not the number of blocks, they
    // are replaced by larger ones: no turnover, but a buffer that only grows.
    const bool larger = live.bytes_per_request.low > 0 && live.blocks_per_request.low <= 0;
    const bool turns_over = OldOnesDied() && !larger;
    SiteGrowth growth{.blocks_per_request = live.blocks_per_request,
                      .bytes_per_request = live.bytes_per_request};
    growth.grows = live.Grows() && !turns_over;
    if (!growth.grows && !turns_over) TakeSurvivors(growth);
    growth.lasting_bytes_per_request = growth.bytes_per_request.estimate;
    if (!growth.grows && (live.fills_up || turns_over)) {
      const size_t third = std::max<size_t>(live.bytes.size() / 3, 1);
      const size_t size = live.bytes.size();
      growth.lasting_bytes_per_request = size == 0 ? 0 : live.bytes.Pace(size - third, size);
    }
    return growth;
  }

 private:
  // Of blocks with a mean size, one block is that many bytes.
  double BlockBytes() const {
    const double blocks = history_.blocks.back();
    return history_.sampled_one_in * (blocks > 0 ? history_.bytes.back() / blocks : 1);
  }

  Evidence Weigh(Gains blocks, Gains bytes) const {
    Evidence evidence{.blocks = std::move(blocks), .bytes = std::move(bytes)};
    const double block = history_.sampled_one_in;
    const double block_bytes = std::max(BlockBytes(), 1.0);
    evidence.blocks_per_request = SlopeOfGains(evidence.blocks, block);
    evidence.bytes_per_request = SlopeOfGains(evidence.bytes, block_bytes);
    evidence.fills_up = FillsUp(evidence.blocks, block) || FillsUp(evidence.bytes, block_bytes);
    return evidence;
  }

  // Blocks that have survived for a quarter of the rounds, as gains of the rounds they were born
  // in: where live blocks go up and down, these do not.
  void TakeSurvivors(SiteGrowth& growth) const {
    const size_t rounds = requests_.size();
    const size_t young = std::max<size_t>(rounds / 4, 1);
    Gains blocks;
    Gains bytes;
    for (size_t i = 1; i + young < rounds; ++i) {
      blocks.gains.push_back(survivors_[i].blocks);
      bytes.gains.push_back(survivors_[i].bytes);
      blocks.requests.push_back(RequestsOf(i));
    }
    bytes.requests = blocks.requests;
    if (blocks.size() < 3) return;
    const Evidence evidence = Weigh(std::move(blocks), std::move(bytes));
    if (!evidence.Grows()) return;
    growth.grows = true;
    growth.blocks_per_request = evidence.blocks_per_request;
    growth.bytes_per_request = evidence.bytes_per_request;
  }

  bool OldOnesDied() const {
    const size_t rounds = requests_.size();
    if (rounds < 4) return false;
    const double young_pace = SurvivorPace(rounds / 2, rounds - 1);
    const size_t old = rounds / 4;
    if (ClearlyLess(Survivors(0, old), kLastingPace * young_pace * requests_[old - 1])) return true;
    size_t dead = 0;
    while (dead < rounds - 1 && survivors_[dead].blocks == 0) ++dead;
    if (dead == 0 || dead == rounds - 1) return dead != 0;  // only the last round's are there
    return SurvivorPace(dead, rounds - 1) * requests_[dead - 1] >= kExpectedOfDead;
  }

  double RequestsOf(size_t index) const {
    return requests_[index] - (index == 0 ? 0 : requests_[index - 1]);
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
