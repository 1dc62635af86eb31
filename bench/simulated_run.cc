#include "simulated_run.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "judge/replay.h"
#include "load/shapes.h"
#include "stats/decision.h"
#include "trial/fake_server.h"

namespace seep {
namespace {

constexpr double kReadyBytes = 8e6;  // before the first request
constexpr size_t kTwoReadingsRound = 30'000 / 600;
static_assert(kRequests == 600);

double Reading(const Course& base, const Leak& leak, size_t round, double step) {
  const double x = base.ends[round];
  const double steady = leak.bursts ? 0 : leak.bytes * std::floor(x / leak.every);
  const double y = kReadyBytes + base.y[round] + steady;
  return std::floor(y / step) * step;
}

// What is asked of a leak before it is said, in rounds: those that are sent in parts, and those
// with call stacks, which only what is counted has.
constexpr size_t kRoundsInParts = 12;
constexpr size_t kRoundsFollowed = 10;

class Run {
 public:
  Run(const Class& of, const Leak& leak, const Course& base) : of_(of), leak_(leak), base_(base) {}

  Outcome Play() {
    while (at_ < base_.y.size()) {
      Read(1);
      if (at_ < base_.first_look || (!looks_.Due(points_.size(), X()) && !Last())) continue;
      Outcome outcome = Look();
      if (outcome == Outcome::kLeak && !Last()) {
        Read(kRoundsInParts);
        outcome = Look();
      }
      if (outcome == Outcome::kLeak && of_.meter == &kCounted && Stopped())
        outcome = Outcome::kInconclusive;
      if (outcome != Outcome::kInconclusive) return outcome;
    }
    return Outcome::kInconclusive;
  }

  size_t rounds() const { return at_; }

 private:
  bool Last() const { return at_ == kRounds || at_ == base_.y.size(); }
  double X() const { return base_.ends[at_ - 1]; }

  void Read(size_t rounds) {
    for (; rounds > 0 && at_ < base_.y.size(); --rounds, ++at_) {
      const double y = Reading(base_, leak_, at_, of_.meter->tolerance.resolution);
      points_.push_back({base_.ends[at_], y});
    }
  }

  Outcome Look() {
    Evidence evidence;
    evidence.last_look = Last();
    const Verdict verdict = Decide(points_, of_.meter->tolerance, evidence);
    pace_ = verdict.slope.estimate;
    const double share = static_cast<double>(at_) / kRounds;
    const double missing = kLeakRequestsMin - X() * verdict.GrowingShare();
    const bool early = verdict.outcome == Outcome::kLeak && missing > 0;
    if (early) looks_.AlsoAt(X() + missing, share);
    return !early && Conclusive(verdict, share, of_.meter->patience) ? verdict.outcome
                                                                     : Outcome::kInconclusive;
  }

  // These rounds are one reading.
  bool Stopped() {
    const Point before = points_.back();
    at_ = std::min(at_ + kRoundsFollowed - 1, base_.y.size() - 1);
    Read(1);
    const Point& after = points_.back();
    return after.y - before.y < kStoppedShare * pace_ * (after.x - before.x);
  }

  const Class& of_;
  const Leak& leak_;
  const Course& base_;
  std::vector<Point> points_;
  Looks looks_{Evidence{}.points_min};
  size_t at_ = 0;  // rounds read
  double pace_ = 0;
};

// What a leak in bursts comes to, round by round.
Series Bursts(const Leak& leak, Random& random) {
  constexpr double kShare = 0.2;
  Series y;
  double at = 0;
  for (size_t i = 0; i < kRoundsMost; ++i) {
    if (random.Chance(kShare))
      at -= std::log(1 - random.Uniform(0, 1)) * leak.Rate() * kRequests / kShare;
    y.push_back(at);
  }
  return y;
}

}  // namespace

PlayedRun PlaySeries(const Class& of, const Leak& leak, Random& random) {
  Course base = of.make(random);
  if (leak.bursts) {
    const Series bursts = Bursts(leak, random);
    std::transform(base.y.begin(), base.y.end(), bursts.begin(), base.y.begin(), std::plus<>());
  }
  Run run(of, leak, base);
  const Outcome outcome = run.Play();
  const auto [least, most] = std::minmax_element(base.y.begin(), base.y.begin() + kRounds);
  return {.outcome = outcome,
          .rounds = run.rounds(),
          .own_bytes = *most - *least,
          .two_readings_bytes = Reading(base, leak, kTwoReadingsRound - 1, 1) - kReadyBytes};
}

PlayedRun PlayGrowthWithTime(const Leak& leak, Random& random) {
  const double per_second = random.Log(1e4, 1e6);
  FakeServer server([&](double requests, double seconds) {
    return kReadyBytes + per_second * seconds + leak.bytes * std::floor(requests / leak.every) +
           kPage * static_cast<double>(random.Index(3));
  });
  RunResult result;
  result.plan.legs = {{KeepAliveShape(), 1}};
  RunRounds(result.plan, server.Equip(), {}, {}, result);
  const auto second = std::find_if(result.rounds.begin(), result.rounds.end(),
                                   [](const auto& r) { return r.sample.requests >= 30'000; });
  const Sample& last = second == result.rounds.end() ? result.rounds.back().sample : second->sample;
  return {.outcome = result.outcome,
          .rounds = result.rounds.size(),
          .own_bytes = per_second * Seconds(result.plan.time_max),
          .two_readings_bytes = Read(Meter::kHeldBytes, last) - kReadyBytes};
}

}  // namespace seep
