#include "trial/let_go_rounds.h"

#include "judge/drain.h"
#include "judge/judge.h"
#include "judge/let_go.h"
#include "stats/trend.h"

namespace seep {
namespace {

constexpr milliseconds kStep{200};
// So long without another fall ends the first wait: what is swept out every so often is, by then.
// The waits after it are as long.
constexpr double kStillSeconds = 1;
// Of all that has gone away, what that time has to add for the wait to go on; and of the growth,
// what has to go away in it at first.
constexpr double kStillFalls = 0.125;

// Twice as long, from the first reading to the last (LevelsOff), and a round more.
constexpr double kLonger = 2.2;

bool RoundsAndAWait(Rig& rig, uint64_t requests, double traffic, double seconds) {
  const uint64_t enough = rig.result().load.requests + requests;
  const double until = rig.Elapsed() + traffic;
  while (rig.result().load.requests < enough || rig.Elapsed() < until) {
    if (!rig.HasBudget() || !rig.NextRound(false)) return false;
  }
  return !rig.Stopped() && rig.CoolDown(milliseconds(static_cast<int64_t>(seconds * 1000)));
}

}  // namespace

double WaitForTheLastFall(Rig& rig, double begin, double seconds_max) {
  double since = rig.Elapsed();            // the last fall that counts
  double gone = ShareLetGo(rig.result());  // until then
  while (rig.Elapsed() - since < kStillSeconds && rig.HasBudget()) {
    if (rig.Stopped() || !rig.CoolDown(kStep)) break;
    const double now = ShareLetGo(rig.result());
    if (now < kStillFalls || now - gone < kStillFalls * now) continue;
    since = rig.Elapsed();
    gone = now;
    const double whole = (since - begin) / gone + kStillSeconds;
    if (gone >= kFallShare && whole > seconds_max) return whole;
  }
  return rig.Elapsed() - begin;
}

bool WaitAgainAndAgain(Rig& rig, double seconds) {
  RunResult& result = rig.result();
  const uint64_t requests = result.load.requests / kIncrementsMin + 1;
  bool decided = false;
  for (size_t waits = 1; !decided && rig.HasBudget(); ++waits) {
    // Does it level off under traffic?
    const double traffic = waits == 1 && result.outcome == Outcome::kLeak ? kLonger * seconds : 0;
    if (!RoundsAndAWait(rig, requests, traffic, seconds)) return !result.failure && !rig.Stopped();
    if (waits < kIncrementsMin) continue;
    Judge(result, false);
    decided = result.outcome != Outcome::kInconclusive;
  }
  return true;
}

}  // namespace seep
