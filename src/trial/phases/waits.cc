#include "trial/phases/waits.h"

#include <algorithm>

#include "judge/judge.h"
#include "judge/let_go.h"
#include "trial/let_go_rounds.h"

namespace seep {
namespace {

constexpr double kDueShare = 0.5;

// Waits in which little went away were pauses as others are.
void TakeForPauses(RunResult& result, size_t from) {
  for (size_t i = from; i < result.rounds.size(); ++i) result.rounds[i].cooling = false;
}

}  // namespace

bool WaitsAreDue(Rig& rig) {
  const RunResult& result = rig.result();
  return !rig.HasWaited() && rig.BudgetShare() >= kDueShare && result.per == "request" &&
         result.outcome == Outcome::kInconclusive &&
         std::any_of(result.meters.begin(), result.meters.end(), [](const MeterVerdict& judged) {
           return IsMemory(judged.meter) && judged.verdict.judged_from > 0 &&
                  judged.verdict.outcome == Outcome::kInconclusive;
         });
}

Next WaitsPhase::Run(Rig& rig) {
  RunResult& result = rig.result();
  if (!WaitsAreDue(rig)) return Next::kOn;
  rig.NoteWaits();
  TakeForPauses(result, 0);
  const size_t from = result.rounds.size();
  const double seconds = WaitForTheLastFall(rig, rig.Elapsed());
  bool going = seconds > 0;
  if (going && LetsGo(result)) {
    going = WaitAgainAndAgain(rig, seconds);
  } else {
    TakeForPauses(result, from);
  }
  if (!going || rig.Stopped()) return Next::kEnd;
  Judge(result, false);
  if (result.outcome == Outcome::kInconclusive) return Next::kMeasure;
  rig.NoteVerdict(true);
  return Next::kOn;
}

}  // namespace seep
