#include "trial/rounds.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/units.h"
#include "process/last_output.h"
#include "stats/decision.h"
#include "stats/looks.h"
#include "trial/judge.h"
#include "trial/mappings.h"
#include "trial/pacer.h"

namespace seep {
namespace {

constexpr double kIdleSecondsMin = 0.5;
constexpr double kIdleSecondsMax = 2;
constexpr double kIdleShareOfRun = 0.1;

class RoundRunner {
 public:
  RoundRunner(const Plan& plan, const Equipment& equipment, const std::stop_token& stop,
              const ProgressFn& progress, RunResult& result)
      : plan_(plan),
        with_(equipment),
        stop_(stop),
        progress_(progress),
        result_(result),
        pacer_(plan.requests_max, plan.traffic.connections),
        looks_(Evidence{}.points_min) {
    CHECK(with_.legs.size() == plan_.legs.size());
  }

  void Run() {
    begin_ = with_.now();
    if (ReadSample(result_.first, true) && Probe()) {
      while (!stop_.stop_requested() && BudgetShare() < 1 && TrafficRound() && !Decided()) {
      }
      if (!result_.failure) Conclude();
    }
    result_.interrupted = stop_.stop_requested();
    result_.seconds = Elapsed();
  }

 private:
  double Elapsed() const { return Seconds(with_.now() - begin_); }

  double BudgetShare() const {
    double share = Elapsed() / Seconds(plan_.time_max);
    if (plan_.requests_max != 0) {
      share = std::max(share, static_cast<double>(result_.load.requests) /
                                  static_cast<double>(plan_.requests_max));
    }
    return share;
  }

  void Show(TrialProgress::Phase phase, const LoadProgress& load) const {
    if (!progress_) return;
    progress_({.phase = phase,
               .round = result_.rounds.size() + 1,
               .requests = result_.load.requests + load.requests,
               .requests_per_second =
                   load.seconds > 0 ? static_cast<double>(load.requests) / load.seconds : 0,
               .budget_share = std::min(BudgetShare(), 1.0),
               .held_bytes = &held_bytes_});
  }

  bool Failed(Error error) {
    result_.failure = std::move(error);
    return false;
  }

  bool TargetLives() {
    const std::optional<ExitInfo> exit = with_.target->Exited();
    if (!exit) return true;
    return Failed({ErrorKind::kExited, Fault::kTarget,
                   fmt::format("the server {} after {} requests{}", exit->Describe(),
                               FormatCount(static_cast<int64_t>(result_.load.requests)),
                               LastOutput(with_.target->OutputTail()))});
  }

  // Waits for quiet and reads the meters.
  bool ReadSample(Sample& sample, bool mappings) {
    const QuietReport quiet = with_.wait_quiet();
    if (!TargetLives()) return false;
    Result<Sample> read = with_.sampler->Read(with_.target->Tree(), mappings);
    if (!read) return TargetLives() && Failed(read.error());
    sample = std::move(*read);
    sample.seconds = Elapsed();
    sample.requests = result_.load.requests;
    sample.connections = result_.load.connections;
    sample.quiet = quiet.quiet;
    quiet_seconds_ = quiet.seconds;
    return true;
  }

  // A few requests before the first round: a server that answers none of them is told at once.
  bool Probe() {
    for (LoadGenerator* leg : with_.legs) {
      const LoadResult load =
          leg->Run({.requests = plan_.traffic.connections, .duration = {}}, stop_);
      result_.load.Add(load);
      if (load.answers == 0 && !stop_.stop_requested()) return Refused(load);
    }
    return true;
  }

  bool Refused(const LoadResult& load) {
    if (!TargetLives()) return false;
    const bool nonsense = load.errors[static_cast<size_t>(LoadError::kProtocol)] > 0;
    return Failed({nonsense ? ErrorKind::kProtocol : ErrorKind::kRefused, Fault::kTarget,
                   fmt::format("the server answered none of {} requests: {}", load.requests,
                               load.error_example)});
  }

  bool TrafficRound() {
    const uint64_t size = pacer_.Next(result_.load.requests);
    Round round;
    uint64_t left = size;
    for (size_t i = 0; i < with_.legs.size() && !stop_.stop_requested(); ++i) {
      const bool last = i + 1 == with_.legs.size();
      const auto share =
          static_cast<uint64_t>(std::ceil(static_cast<double>(size) * plan_.legs[i].share));
      const uint64_t requests = last ? left : std::min(left, share);
      if (requests == 0) continue;
      left -= requests;
      round.load.Add(with_.legs[i]->Run({.requests = requests, .duration = {}}, stop_,
                                        [this, &round](auto load) {
                                          load.requests += round.load.requests;
                                          load.seconds += round.load.seconds;
                                          Show(TrialProgress::Phase::kTraffic, load);
                                        }));
    }
    result_.load.Add(round.load);
    if (stop_.stop_requested()) return false;
    if (round.load.answers == 0) return Refused(round.load);
    pacer_.Done(round.load.requests, round.load.seconds);
    if (!ReadSample(round.sample, false)) return false;
    Keep(std::move(round));
    return true;
  }

  void Keep(Round round) {
    round.quiet_seconds = quiet_seconds_;
    held_bytes_.push_back(Read(Meter::kHeldBytes, round.sample));
    const LoadProgress shown{round.load.requests, round.load.ErrorCount(), round.load.seconds};
    result_.rounds.push_back(std::move(round));
    Show(TrialProgress::Phase::kTraffic, shown);
  }

  bool Decided() {
    if (plan_.full || !looks_.Due(result_.rounds.size())) return false;
    Judge(result_);
    return Conclusive(result_.outcome, BudgetShare());
  }

  // The last look, at all there is; and when memory grew, what else is needed to say why.
  void Conclude() {
    Judge(result_);
    const MeterVerdict& held = result_.meters.front();
    if (stop_.stop_requested() && result_.outcome == Outcome::kLeak &&
        !Conclusive(result_.outcome, BudgetShare())) {
      result_.outcome = Outcome::kInconclusive;
      result_.reason = "interrupted too early to tell; so far, " + result_.reason;
    }
    if (stop_.stop_requested() || result_.rounds.empty()) return;
    const bool grew = held.verdict.growth > held.tolerance.floor;
    if (grew && held.verdict.outcome == Outcome::kLeak && IdleRound()) Judge(result_);
    if (grew) CompareMappings();
  }

  // Does it grow without requests, too? A pause a tenth as long as the run so far.
  bool IdleRound() {
    const double wanted = std::clamp(kIdleShareOfRun * Elapsed(), kIdleSecondsMin, kIdleSecondsMax);
    Show(TrialProgress::Phase::kIdle, {});
    const Sample before = result_.rounds.back().sample;
    const std::vector<Point>& points = result_.meters.front().points;
    const size_t from = result_.meters.front().verdict.judged_from;
    with_.pause(milliseconds(static_cast<int64_t>(wanted * 1000)));
    Round round;
    round.idle = true;
    if (!ReadSample(round.sample, false)) return false;
    const double seconds = round.sample.seconds - before.seconds;
    const double loaded_seconds = before.seconds - result_.rounds[from].sample.seconds;
    result_.idle = IdleGrowth{
        .seconds = seconds,
        .bytes_per_second_idle =
            (Read(Meter::kHeldBytes, round.sample) - points.back().y) / seconds,
        .bytes_per_second_loaded = (points.back().y - points[from].y) / loaded_seconds,
    };
    Keep(std::move(round));
    return true;
  }

  void CompareMappings() {
    Sample last;
    if (ReadSample(last, true)) result_.mappings = GrownMappings(result_.first, last);
  }

  const Plan& plan_;
  const Equipment& with_;
  const std::stop_token& stop_;
  const ProgressFn& progress_;
  RunResult& result_;
  Pacer pacer_;
  Looks looks_;
  TimePoint begin_;
  double quiet_seconds_ = 0;
  std::vector<double> held_bytes_;
};

}  // namespace

void RunRounds(const Plan& plan, const Equipment& equipment, const std::stop_token& stop,
               const ProgressFn& progress, RunResult& result) {
  RoundRunner(plan, equipment, stop, progress, result).Run();
}

}  // namespace seep
