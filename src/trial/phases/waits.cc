#include "trial/phases/waits.h"

#include "judge/judge.h"
#include "judge/let_go.h"
#include "trial/let_go_rounds.h"

namespace seep {
namespace {

// Of the whole run. The requests before the waits are sent once more between them, and there are
// four waits: of a sixth each, where they begin at a sixth.
constexpr double kDueFrom = 1.0 / 6;
constexpr double kDueUntil = 1.0 / 3;
constexpr double kWaits = 4;

// Waits in which little went away, or that would take too long, were pauses as others are.
void TakeForPauses(RunResult& result, size_t from) {
  for (size_t i = from; i < result.rounds.size(); ++i) result.rounds[i].cooling = false;
}

}  // namespace

bool WaitsAreDue(Rig& rig) {
  const RunResult& result = rig.result();
  const double share = rig.WholeShare();
  return !rig.HasWaited() && share >= kDueFrom && share <= kDueUntil && result.per == "request" &&
         result.outcome == Outcome::kInconclusive && GoesUpAndDown(result, share);
}

Next WaitsPhase::Run(Rig& rig) {
  RunResult& result = rig.result();
  if (!WaitsAreDue(rig)) return Next::kOn;
  rig.NoteWaits();
  TakeForPauses(result, 0);
  const size_t from = result.rounds.size();
  const double begin = rig.Elapsed();
  const double seconds_max = (rig.SecondsLeftOfAll() - begin) / kWaits;
  const double seconds = WaitForTheLastFall(rig, begin, seconds_max);
  if (rig.Stopped() || result.failure) return Next::kEnd;
  if (!LetsGo(result) || seconds > seconds_max) {
    TakeForPauses(result, from);
  } else if (!WaitAgainAndAgain(rig, seconds) || rig.Stopped()) {
    return Next::kEnd;
  }
  Judge(result, false);
  if (result.outcome == Outcome::kInconclusive) return Next::kMeasure;
  rig.NoteVerdict(true);
  return Next::kOn;
}

}  // namespace seep
