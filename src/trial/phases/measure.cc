#include "trial/phases/measure.h"

#include <algorithm>

#include "judge/judge.h"
#include "judge/judged_rounds.h"
#include "judge/runtime_heap.h"
#include "trial/dose_plan.h"
#include "trial/phases/waits.h"

namespace seep {
namespace {

// Memory leaks, and the live heap, which is counted, does not: a collector's heap looks like that
// until it has been collected as a whole. So all of the budget is used.
bool OutsideTheHeap(const RunResult& result) {
  const MeterVerdict* live = result.Judged(Meter::kLiveHeap);
  const MeterVerdict* leak = result.Judged(Outcome::kLeak);
  return live != nullptr && leak != nullptr && leak->meter == Meter::kHeldBytes;
}

// Two meters of memory of which one is not sure are enough in the end, and no reason to stop before
// the extra time: a heap that goes up and down is never sure.
bool SurelyClean(const RunResult& result) {
  const bool cleared = RuntimeClears(result);
  return std::all_of(result.meters.begin(), result.meters.end(), [&](const auto& m) {
    return m.verdict.outcome == Outcome::kClean || IsSupplementary(m.meter) ||
           (cleared && m.meter == Meter::kHeldBytes);
  });
}

void HoldBackInterrupted(RunResult& result, double budget_share) {
  if (result.outcome != Outcome::kLeak || Settled(result, budget_share)) return;
  result.outcome = Outcome::kInconclusive;
  result.reason = "interrupted too early to tell; so far, " + result.reason;
}

}  // namespace

// What is decided stays decided: the last look is for what is not.
Next MeasurePhase::Run(Rig& rig) {
  RunResult& result = rig.result();
  bool decided = false;
  while (!decided && !rig.Stopped() && rig.HasBudget() && rig.NextRound(PartsDue(result))) {
    decided = Decides(rig);
    if (!decided && WaitsAreDue(rig)) return Next::kOn;
  }
  rig.NoteVerdict(decided);
  if (result.failure) return Next::kEnd;
  if (!decided) Judge(result);
  if (rig.Stopped()) HoldBackInterrupted(result, rig.BudgetShare());
  if (rig.Stopped() || result.rounds.empty()) return Next::kEnd;
  return Next::kOn;
}

bool MeasurePhase::Decides(Rig& rig) {
  RunResult& result = rig.result();
  const auto answered = static_cast<double>(result.load.Well());
  if (!looks_.Due(JudgedRounds(result).size(), answered)) return false;
  Judge(result, false);
  if (rig.plan().full) return false;
  if (result.outcome == Outcome::kClean && !rig.HasMoreTime() && !SurelyClean(result)) return false;
  if (const auto awaited = RequestsAwaited(result, rig.BudgetShare()))
    looks_.AlsoAt(answered + *awaited, rig.BudgetShare());
  return !OutsideTheHeap(result) && Settled(result, rig.BudgetShare());
}

}  // namespace seep
