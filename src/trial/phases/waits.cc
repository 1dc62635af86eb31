#include "trial/phases/waits.h"

#include <algorithm>

#include "judge/judge.h"
#include "judge/let_go.h"
#include "stats/trend.h"

namespace seep {
namespace {

constexpr double kDueShare = 0.5;
constexpr milliseconds kStep{200};
// So long without another fall ends the first wait: what is swept out every so often is, by then.
// The waits after it are as long.
constexpr double kStillSeconds = 1;
// Of all that has gone away, what that time has to add for the wait to go on; and of the growth,
// what has to go away in it at first.
constexpr double kStillFalls = 0.125;

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
  bool going = FirstWait(rig);
  const uint64_t requests = result.load.requests / kIncrementsMin + 1;
  bool decided = false;
  for (size_t waits = 1; going && !decided && LetsGo(result); ++waits) {
    going = rig.HasBudget() && OnceMore(rig, requests);
    if (waits < kIncrementsMin || !going) continue;
    Judge(result, false);
    decided = result.outcome != Outcome::kInconclusive;
  }
  if (result.failure || rig.Stopped()) return Next::kEnd;
  if (!decided) return Next::kMeasure;
  rig.NoteVerdict(true);
  return Next::kOn;
}

bool WaitsPhase::FirstWait(Rig& rig) {
  const double begin = rig.Elapsed();
  double since = begin;  // the last fall that counts
  double gone = 0;       // until then
  while (rig.Elapsed() - since < kStillSeconds && rig.HasBudget()) {
    if (rig.Stopped() || !rig.CoolDown(kStep)) return false;
    const double now = ShareLetGo(rig.result());
    if (now < kStillFalls || now - gone < kStillFalls * now) continue;
    since = rig.Elapsed();
    gone = now;
  }
  wait_seconds_ = rig.Elapsed() - begin;
  return true;
}

bool WaitsPhase::OnceMore(Rig& rig, uint64_t requests) {
  const uint64_t enough = rig.result().load.requests + requests;
  while (rig.result().load.requests < enough) {
    if (!rig.HasBudget() || !rig.NextRound(false)) return false;
  }
  return !rig.Stopped() && rig.CoolDown(milliseconds(static_cast<int64_t>(wait_seconds_ * 1000)));
}

}  // namespace seep
