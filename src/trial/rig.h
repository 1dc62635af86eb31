#pragma once
// What the phases of a run are run on: it sends rounds, reads the meters after them, and keeps both
// in the result. It knows no phase, and judges nothing.

#include <optional>
#include <stop_token>
#include <vector>

#include "model/run_result.h"
#include "runtime/collection_pace.h"
#include "trial/budget.h"
#include "trial/growth_bound.h"
#include "trial/pacer.h"
#include "trial/rounds.h"

namespace seep {

// Whatever returns a bool returns false when there is no going on: the run has failed, and the
// result says why, or a stop was requested, or the server accepts nothing more.
class Rig {
 public:
  Rig(const Plan& plan, const Equipment& equipment, const std::stop_token& stop,
      const ProgressFn& progress, RunResult& result);

  const Plan& plan() const { return plan_; }
  const Equipment& with() const { return with_; }
  const std::stop_token& stop() const { return stop_; }
  RunResult& result() { return result_; }

  double Elapsed() const { return Seconds(with_.now() - begin_); }
  bool Stopped() const { return stop_.stop_requested(); }
  double BudgetShare() const { return budget_.Share(Elapsed()); }
  double WholeShare() const { return budget_.WholeShare(Elapsed()); }
  double SecondsLeftOfAll() const { return budget_.SecondsLeftOfAll(Elapsed()); }
  bool HasBudget() { return budget_.Left(Elapsed()); }
  bool HasMoreTime() const { return budget_.HasMoreTime(); }

  // A round of new requests, in parts with readings between them if asked for; and a pause after it
  // where one is due.
  bool NextRound(bool in_parts);
  // A round of requests that were sent before.
  bool ReplayRound(const RoundBounds& bounds);
  // A round without requests.
  bool Pause(milliseconds length);
  // The same, as part of a wait for what is held only for a while.
  bool CoolDown(milliseconds length);
  // What was sent and read otherwise, as a round.
  void Keep(Round round);
  // Waits for quiet and reads the meters.
  bool ReadSample(Sample& sample, bool mappings);
  // The next reading has the runtime collect, however long that takes.
  void CollectAnew() { collections_ = {}; }

  // False, with the reason why the server cannot be driven: it has exited, or answered none of it.
  bool Refused(const LoadResult& load);
  bool Failed(Error error);
  void Show(TrialProgress::Phase phase, const LoadProgress& load = {}) const;
  // Enough was sent to judge, by a look that decided or because the budget is used up: what comes
  // after says more about it.
  void NoteVerdict(bool decided) {
    result_.verdict_seconds = Elapsed();
    decided_ = decided;
  }
  // It is only once looked for what a server lets go of when it is let be.
  void NoteWaits() { waited_ = true; }
  bool HasWaited() const { return waited_; }
  // CLEAN, and decided: nothing more is to be asked.
  bool IsDecidedClean() const { return decided_ && result_.outcome == Outcome::kClean; }

 private:
  bool IdleRound(milliseconds length, Round round);
  bool TrafficRound(const RoundBounds& bounds, Round round, bool in_parts);
  LoadResult Send(const RoundBounds& bounds, Round& round, bool in_parts);
  bool TargetLives();
  std::optional<RuntimeHeap> CollectRuntime();
  bool RuntimeWarmsUp() const;

  const Plan& plan_;
  const Equipment& with_;
  const std::stop_token& stop_;
  const ProgressFn& progress_;
  RunResult& result_;
  Pacer pacer_;
  GrowthBound growth_bound_;
  Budget budget_;
  CollectionPace collections_;
  int64_t pooled_block_bytes_ = 0;  // of the target's runtimes, once they have answered
  TimePoint begin_;
  bool decided_ = false;
  bool waited_ = false;
  double quiet_seconds_ = 0;        // of the last wait
  std::vector<double> held_bytes_;  // after each round, to be shown
};

}  // namespace seep
