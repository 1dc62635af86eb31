#include "trial/pacer.h"

#include <algorithm>
#include <cmath>

#include "base/clock.h"

namespace seep {
namespace {

// With 20 ms of quiet and reading, a run of 9 s has 60 to 130 rounds. A slow server gets longer
// ones: it needs its time for requests.
constexpr double kRoundSecondsLeast = 0.05;
constexpr double kRoundSecondsMost = 0.15;
constexpr double kRoundRequests = 300;  // for which a round is made longer
// Of what is not traffic: waiting for quiet and reading. Three quarters of the time are traffic
// then, or two thirds where that would make a round longer than a slow server's: readings that take
// long are few.
constexpr double kTrafficToRest = 3;
constexpr double kTrafficToLongRest = 2;
// Of the start-up of a program that sends the traffic: half of its time, where that leaves enough
// rounds, and a fifth of it where it does not.
constexpr double kTrafficToStartUp = 1;
constexpr double kTrafficToStartUpLeast = 0.25;
// Rounds are longer for that as long as the budget has so many of them: 24 are needed to decide
// anything (Evidence::points_min), and the verdict needs some more to be sure.
constexpr double kRoundsMin = 40;
constexpr size_t kTuningRounds =
    4;  // servers are slow at first: caches are cold, code is not compiled yet
constexpr size_t kTuningRoundsMost = 8;  // where the pace is hidden by a program's start-up
constexpr double kStep = 4;  // from one tuning round to the next, while a start-up hides the pace
// A size that is wrong by less is kept.
constexpr double kWrongBy = 2;
// A round that lasts so much longer than its size was chosen for, and as long in itself, is slow.
constexpr double kSlowBy = 4;
constexpr double kSlowRoundSeconds = 0.5;
// Of a program's first round, which takes its start-up in any case. Ours has one request a
// connection: what a server keeps of each is not known yet, and may be large.
constexpr uint64_t kFirstByCommand = 16;
constexpr uint64_t kRequestsMax = 50'000;

}  // namespace

Pacer::Pacer(const Plan& plan)
    : requests_max_(plan.requests_max),
      least_(std::max<uint32_t>(plan.traffic.connections, 1)),
      starts_up_(!plan.load_command.empty()),
      seconds_max_(Seconds(plan.time_max + plan.time_more) / kRoundsMin),
      size_(starts_up_ ? std::max(least_, kFirstByCommand) : least_) {}

uint64_t Pacer::Next(uint64_t sent) const {
  uint64_t size = size_;
  if (requests_max_ != 0) {
    const auto rounds = static_cast<uint64_t>(kRoundsMin);
    size = std::max(least_, std::min(size, requests_max_ / rounds));
  }
  size = std::max<uint64_t>(std::min(size, bound_), 1);
  if (requests_max_ == 0) return size;
  const uint64_t left = requests_max_ - std::min(sent, requests_max_);
  // The last round takes the rest, so that none is much shorter than the others.
  return left < 2 * size ? left : size;
}

void Pacer::Done(const RoundTime& round) {
  ++rounds_;
  if (round.seconds <= 0) return;
  if (!tuned_) {
    Tune(round);
  } else if (size_before_ != 0) {
    EndTrial(round);
  } else {
    Follow(round);
  }
}

// The first rounds: the size is what the latest say.
void Pacer::Tune(const RoundTime& round) {
  pace_.Add(round);
  if (starts_up_) {
    TuneWithStartUp(round);
  } else {
    size_ = Wanted(pace_.Each());
    tuned_ = rounds_ >= kTuningRounds;
  }
}

// Only rounds of several sizes tell how much of a round is the start-up.
void Pacer::TuneWithStartUp(const RoundTime& round) {
  pace_.FitFixed();
  const auto last = static_cast<double>(round.requests);
  const auto wanted = static_cast<double>(Wanted(pace_.EachOf(round)));
  const bool told = rounds_ > 1;
  size_ = Clamped(told ? std::clamp(wanted, last / kStep, last * kStep)
                       : last * (round.seconds < seconds_max_ ? kStep : 1 / kStep));
  const bool there = static_cast<double>(size_) < last * kStep;
  tuned_ = rounds_ >= (there ? kTuningRounds : kTuningRoundsMost);
  if (tuned_) pace_.Forget();
}

void Pacer::Follow(const RoundTime& round) {
  const double each = pace_.EachOf(round);
  const uint64_t wanted = Wanted(each);
  if (round.seconds - pace_.fixed() >= kSlowRoundSeconds &&
      static_cast<double>(round.requests) >= kSlowBy * static_cast<double>(wanted)) {
    // Was it held up once, or is the server slower now? A round for the new pace tells, and costs
    // little if it is.
    size_before_ = size_;
    slow_ = round;
    size_ = wanted;
    return;
  }
  pace_.Add(round);
  if (!pace_.Full()) return;
  const double ratio = static_cast<double>(Wanted(pace_.Each())) / static_cast<double>(size_);
  if (ratio < kWrongBy && ratio > 1 / kWrongBy) return;
  size_ = Clamped(static_cast<double>(size_) * std::exp2(std::round(std::log2(ratio))));
  pace_.Forget();
}

void Pacer::EndTrial(const RoundTime& round) {
  const uint64_t before = size_before_;
  size_before_ = 0;
  const double planned = pace_.EachOf(round) * static_cast<double>(before);
  const bool slow_still =
      planned >= kSlowRoundSeconds &&
      static_cast<double>(before) >= kSlowBy * static_cast<double>(Wanted(pace_.EachOf(round)));
  if (!slow_still) {
    size_ = before;
    return;
  }
  pace_.Forget();
  pace_.Add(slow_);
  pace_.Add(round);
  if (starts_up_) pace_.FitFixed();
  size_ = Wanted(pace_.EachOf(round));
}

// By a server that takes so many seconds for each request.
uint64_t Pacer::Wanted(double each) const {
  const double rest = pace_.Rest();
  const double start_up = pace_.fixed();
  const double usual = std::clamp(kRoundRequests * each, kRoundSecondsLeast, kRoundSecondsMost);
  const double by_rest =
      std::max(std::min(kTrafficToRest * rest, kRoundSecondsMost), kTrafficToLongRest * rest);
  const double wanted = std::max({usual, by_rest, kTrafficToStartUp * start_up});
  const double most =
      std::max({usual, seconds_max_ - rest - start_up, kTrafficToStartUpLeast * start_up});
  return Clamped(std::min(wanted, most) / each);
}

uint64_t Pacer::Clamped(double size) const {
  const auto most = static_cast<double>(std::max(kRequestsMax, least_));
  return static_cast<uint64_t>(std::lround(std::clamp(size, static_cast<double>(least_), most)));
}

}  // namespace seep
