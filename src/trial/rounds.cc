#include "trial/rounds.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/units.h"
#include "judge/cause.h"
#include "judge/exhausted.h"
#include "judge/judge.h"
#include "judge/judged_rounds.h"
#include "judge/mappings.h"
#include "judge/memory_max.h"
#include "judge/replay.h"
#include "judge/runtime_heap.h"
#include "judge/with_time.h"
#include "load/keys.h"
#include "process/last_output.h"
#include "runtime/collection_pace.h"
#include "stats/decision.h"
#include "stats/looks.h"
#include "trial/dose_plan.h"
#include "trial/growth_bound.h"
#include "trial/pacer.h"
#include "trial/send_round.h"
#include "trial/site_pass.h"
#include "trial/trim.h"

namespace seep {
namespace {

// Memory leaks, and the live heap, which is counted, does not: a collector's heap looks like that
// until it has been collected as a whole. So all of the budget is used.
bool OutsideTheHeap(const RunResult& result) {
  const MeterVerdict* live = result.Judged(Meter::kLiveHeap);
  const MeterVerdict* leak = result.Judged(Outcome::kLeak);
  return live != nullptr && leak != nullptr && leak->meter == Meter::kHeldBytes;
}

class RoundRunner {
 public:
  RoundRunner(const Plan& plan, const Equipment& equipment, const std::stop_token& stop,
              const ProgressFn& progress, RunResult& result)
      : plan_(plan),
        with_(equipment),
        stop_(stop),
        progress_(progress),
        result_(result),
        pacer_(plan),
        looks_(Evidence{}.points_min) {
    CHECK(with_.legs.size() == plan_.legs.size());
  }

  void Run() {
    begin_ = with_.now();
    if (ReadSample(result_.first, true) && HeapAsRequired() && Probe()) {
      do {
        SendUntilDecided();
      } while (!result_.failure && !Conclude() && !result_.failure);
    }
    result_.interrupted = stop_.stop_requested();
    result_.seconds = Elapsed();
  }

 private:
  double Elapsed() const { return Seconds(with_.now() - begin_); }

  void SendUntilDecided() {
    decided_ = false;
    while (!decided_ && !stop_.stop_requested() && HasBudget() && TrafficRound()) {
      decided_ = Decided();
    }
    if (result_.verdict_seconds == 0) result_.verdict_seconds = Elapsed();
  }

  // Of the time or the requests, whichever is used up further. Above 1 in the time that an
  // undecided run has more.
  double BudgetShare() const {
    return std::max(Elapsed() / Seconds(plan_.time_max), RequestShare());
  }

  double RequestShare() const {
    if (plan_.requests_max == 0) return 0;
    return static_cast<double>(result_.load.requests) / static_cast<double>(plan_.requests_max);
  }

  bool HasBudget() {
    if (MemoryUsedUp(result_)) return false;
    if (!more_time_ && BudgetShare() >= 1) more_time_ = IsWorthMore();
    return RequestShare() < 1 && Elapsed() < Seconds(TimeMax());
  }

  milliseconds TimeMax() const {
    return more_time_ ? plan_.time_max + plan_.time_more : plan_.time_max;
  }

  // More requests may decide what is undecided now; but not what grows with time.
  bool IsWorthMore() {
    if (plan_.full || plan_.time_more.count() == 0) return false;
    Judge(result_);
    return !Settled(result_, BudgetShare()) &&
           std::none_of(result_.meters.begin(), result_.meters.end(), [&](const auto& judged) {
             return judged.verdict.outcome == Outcome::kInconclusive &&
                    judged.verdict.growth > judged.tolerance.floor &&
                    CertainlyGrowsWithTime(result_, judged);
           });
  }

  void Show(TrialProgress::Phase phase, const LoadProgress& load) const {
    if (!progress_) return;
    progress_(
        {.phase = phase,
         .round = result_.rounds.size() + 1,
         .requests = result_.load.requests + load.requests,
         .requests_per_second =
             load.seconds > 0 ? static_cast<double>(load.requests) / load.seconds : 0,
         .budget_share = std::min(std::max(Elapsed() / Seconds(TimeMax()), RequestShare()), 1.0),
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
    const std::optional<RuntimeHeap> runtime = CollectRuntime();
    Result<Sample> read = with_.sampler->Read(with_.target->Tree(), mappings);
    if (!read) return TargetLives() && Failed(read.error());
    sample = std::move(*read);
    if (with_.heap != nullptr) sample.heap = with_.heap->Read(with_.target->Tree());
    sample.runtime = runtime;
    sample.seconds = Elapsed();
    sample.requests = result_.load.requests;
    sample.failed = result_.load.ErrorCount();
    sample.connections = result_.load.connections;
    sample.quiet = quiet.quiet;
    quiet_seconds_ = quiet.seconds;
    return true;
  }

  // Before all else of the sample is read, which is then free of garbage.
  std::optional<RuntimeHeap> CollectRuntime() {
    const TimePoint begin = with_.now();
    if (with_.runtime == nullptr || !pace_.Due(begin)) return std::nullopt;
    std::optional<RuntimeHeap> heap = with_.runtime->Read(with_.target->Tree());
    pace_.Done(begin, with_.now());
    if (heap && result_.runtime_note.empty()) result_.runtime_note = heap->unseen;
    return heap;
  }

  // Counting was asked for where it cannot be had.
  bool HeapAsRequired() {
    const auto& heap = result_.first.heap;
    if (heap && !heap->Complete()) result_.heap_note = heap->unseen;
    if (plan_.heap != HeapMode::kRequire || (heap && heap->Complete())) return true;
    return Failed(
        {ErrorKind::kUnsupported, Fault::kEnvironment,
         fmt::format("the live heap cannot be counted (--heap require): {}", result_.heap_note)});
  }

  // A few requests before the first round: a server that answers none of them is told at once.
  bool Probe() {
    for (LoadGenerator* leg : with_.legs) {
      const LoadResult load = leg->Run(
          {.first = result_.load.requests, .requests = plan_.traffic.connections, .duration = {}},
          stop_);
      result_.load.Add(load);
      NoteVisitors(plan_, result_);
      if (load.Well() == 0 && !stop_.stop_requested()) return Refused(load);
    }
    return true;
  }

  bool Refused(const LoadResult& load) {
    if (!TargetLives()) return false;
    if (!plan_.load_command.empty())
      return Failed({ErrorKind::kRefused, Fault::kLoad, load.error_example});
    const bool nonsense = load.errors[static_cast<size_t>(LoadError::kProtocol)] > 0;
    return Failed({nonsense ? ErrorKind::kProtocol : ErrorKind::kRefused, Fault::kTarget,
                   fmt::format("the server answered none of {} requests: {}", load.requests,
                               load.error_example)});
  }

  bool TrafficRound() {
    const RoundBounds bounds{.first = result_.load.requests,
                             .requests = pacer_.Next(result_.load.requests),
                             .duration = {}};
    return TrafficRound(bounds, false) && (!PauseDue(result_, Elapsed()) || IdleRound());
  }

  bool TrafficRound(const RoundBounds& bounds, bool replayed) {
    Round round;
    round.replayed = replayed;
    round.load = Send(bounds, round);
    if (result_.failure) return false;
    result_.load.Add(round.load);
    NoteVisitors(plan_, result_);
    if (stop_.stop_requested()) return false;
    if (round.load.Well() == 0) return Refused(round.load);
    const double sent = Elapsed();
    if (!ReadSample(round.sample, false)) return false;
    // What the server works off after the clients have gone is part of the round.
    const double after = round.load.aborted + round.load.cut != 0 ? quiet_seconds_ : 0;
    pacer_.Done({.requests = round.load.requests,
                 .seconds = round.load.seconds + after,
                 .rest_seconds = Elapsed() - sent - after});
    Keep(std::move(round));
    pacer_.Bound(growth_bound_.Next(result_));
    return !DescriptorsExhausted(result_);
  }

  // When something grows, in parts with readings between them.
  LoadResult Send(const RoundBounds& bounds, Round& round) {
    const auto show = [this](const LoadProgress& load) {
      Show(TrialProgress::Phase::kTraffic, load);
    };
    if (round.replayed || (!dosing_ && !PartsDue(result_)))
      return SendRound(bounds, plan_.legs, with_.legs, stop_, show);
    return SendRoundInParts(bounds, plan_.legs, with_.legs, stop_, show,
                            [&](size_t leg, const LoadResult& so_far) {
                              RoundPart part{.leg = leg, .sample = {}};
                              if (!ReadSample(part.sample, false)) return false;
                              part.sample.requests += so_far.requests;
                              part.sample.failed += so_far.ErrorCount();
                              part.sample.connections += so_far.connections;
                              round.parts.push_back(std::move(part));
                              return true;
                            });
  }

  void Keep(Round round) {
    round.quiet_seconds = quiet_seconds_;
    held_bytes_.push_back(Read(Meter::kHeldBytes, round.sample));
    const LoadProgress shown{round.load.requests, round.load.ErrorCount(), round.load.seconds};
    result_.rounds.push_back(std::move(round));
    Show(TrialProgress::Phase::kTraffic, shown);
  }

  bool Decided() {
    if (!looks_.Due(JudgedRounds(result_).size())) return false;
    Judge(result_, false);
    if (plan_.full) return false;
    // Two meters of memory of which one is not sure are enough in the end, and no reason to stop
    // before the extra time: a heap that goes up and down is never sure.
    const bool cleared = RuntimeClears(result_);
    const bool sure = std::all_of(result_.meters.begin(), result_.meters.end(), [&](const auto& m) {
      return m.verdict.outcome == Outcome::kClean || IsSupplementary(m.meter) ||
             (cleared && m.meter == Meter::kHeldBytes);
    });
    if (result_.outcome == Outcome::kClean && !sure && !more_time_) return false;
    if (OutsideTheHeap(result_)) return false;
    return Settled(result_, BudgetShare()) && Stands();
  }

  // What more is asked of a leak, what its growth follows and whether it goes on with the same
  // keys, is more evidence as well: growth that stops in it was none.
  bool Stands() {
    result_.verdict_seconds = Elapsed();
    if (result_.outcome != Outcome::kLeak || !GrowthIsJudged(result_)) return true;
    if (!TakeDose() || !Replay()) return true;
    if (result_.outcome == Outcome::kLeak) return true;
    result_.verdict_seconds = 0;
    return false;
  }

  // The last look, at all there is; and when memory grew, what else is needed to say why. What is
  // decided stays decided. False when that showed that it was no leak, and there is budget left to
  // say what it is.
  bool Conclude() {
    if (!decided_) Judge(result_);
    if (stop_.stop_requested() && result_.outcome == Outcome::kLeak &&
        !Settled(result_, BudgetShare())) {
      result_.outcome = Outcome::kInconclusive;
      result_.reason = "interrupted too early to tell; so far, " + result_.reason;
    }
    if (stop_.stop_requested() || result_.rounds.empty()) return true;
    const bool clean = decided_ && result_.outcome == Outcome::kClean;
    const bool leak = result_.outcome == Outcome::kLeak;
    if (DescriptorsExhausted(result_)) {
      result_.cause = Cause(result_);
      return true;
    }
    if (!clean && GrowthIsJudged(result_) && (!TakeDose() || !Replay())) return true;
    if (leak && result_.outcome != Outcome::kLeak && HasBudget()) return false;
    if (MemoryGrew()) CompareMappings();
    if (!clean && !FindCause() && HasBudget()) return false;
    result_.cause = Cause(result_);
    return true;
  }

  bool MemoryGrew() const {
    const MeterVerdict& held = *result_.Judged(Meter::kHeldBytes);
    return held.verdict.growth > held.tolerance.floor;
  }

  // What does it grow with? What is still missing of rounds in parts, as far as the budget goes,
  // and of pauses. False when the run failed.
  bool TakeDose() {
    dosing_ = true;
    while (WantsParts(result_) && HasBudget() && !stop_.stop_requested() && TrafficRound()) {
    }
    dosing_ = false;
    while (!result_.failure && WantsPauses(result_) && !stop_.stop_requested() && IdleRound()) {
    }
    if (result_.failure) return false;
    Judge(result_);
    return true;
  }

  // Does it grow with keys that it has seen before, too? False when the run failed.
  bool Replay() {
    if (!WantsReplay(result_)) return true;
    pace_ = {};
    for (const RoundBounds& bounds : LastBounds()) {
      if (stop_.stop_requested()) return true;
      if (!TrafficRound(bounds, true)) return false;
    }
    Judge(result_);
    return true;
  }

  // Of the last rounds that sent new keys and whose visitors are remembered, in their order.
  std::vector<RoundBounds> LastBounds() const {
    std::vector<RoundBounds> bounds;
    uint64_t remembered = 0;
    for (const LoadGenerator* leg : with_.legs)
      remembered = std::max(remembered, leg->RemembersFrom());
    for (auto round = result_.rounds.rbegin();
         round != result_.rounds.rend() && bounds.size() < kReplayRounds; ++round) {
      if (round->idle || round->replayed) continue;
      const uint64_t first = round->sample.requests - round->load.requests;
      if (first < remembered) break;
      bounds.push_back(
          {.first = first, .requests = round->load.requests, .duration = {}, .returning = true});
    }
    std::reverse(bounds.begin(), bounds.end());
    return bounds;
  }

  // Does it grow without requests, too?
  bool IdleRound() {
    Show(TrialProgress::Phase::kIdle, {});
    with_.pause(PauseLength(Elapsed()));
    Round round;
    round.idle = true;
    pace_ = {};
    if (!ReadSample(round.sample, false)) return false;
    Keep(std::move(round));
    return true;
  }

  void CompareMappings() {
    Sample last;
    if (ReadSample(last, true)) result_.mappings = GrownMappings(result_.first, last);
  }

  // Memory in use has call stacks; memory that is not in use, an allocator may give back. False
  // when the growth has stopped by then.
  bool FindCause() {
    if (with_.heap == nullptr || result_.Judged(Meter::kLiveHeap) == nullptr) return true;
    Show(TrialProgress::Phase::kSites, {});
    if (WantsSites(result_)) {
      Followed followed = FollowSites(plan_, with_, stop_, result_);
      if (StoppedGrowing(result_, followed)) return !TakeBack(std::move(followed.load));
      result_.sites = std::move(followed.pass);
    } else if (MemoryGrew()) {
      result_.trim = Trim(plan_, with_, stop_, result_.mappings);
      if (result_.trim) Judge(result_);
    }
    return true;
  }

  // What was sent for the call stacks is one long round more, after which it was no leak. False if
  // the run failed.
  bool TakeBack(LoadResult load) {
    Round round;
    round.load = std::move(load);
    result_.load.Add(round.load);
    if (!ReadSample(round.sample, false)) return false;
    Keep(std::move(round));
    result_.mappings.clear();
    result_.verdict_seconds = 0;
    Judge(result_);
    return true;
  }

  const Plan& plan_;
  const Equipment& with_;
  const std::stop_token& stop_;
  const ProgressFn& progress_;
  RunResult& result_;
  Pacer pacer_;
  GrowthBound growth_bound_;
  Looks looks_;
  bool decided_ = false;    // by a look before the budget was used up
  bool dosing_ = false;     // each round is sent in parts
  bool more_time_ = false;  // the budget was used up and it was undecided
  CollectionPace pace_;
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
