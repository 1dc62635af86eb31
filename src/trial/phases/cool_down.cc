#include "trial/phases/cool_down.h"

#include <limits>
#include <vector>

#include "judge/drain.h"
#include "judge/judge.h"
#include "judge/let_go.h"
#include "trial/let_go_rounds.h"

namespace seep {
namespace {

constexpr milliseconds kStep{200};
// A second: five steps, which save the pauses that are still missing of what grows. A clear
// leak is not to take longer to be told.
constexpr size_t kSteps = 5;
// Of the growth over the later half of the rounds, in the last second: then the wait goes on, until
// a quarter of it is gone. What is held for as long as the run has taken falls at the pace at which
// it grew: by an eighth in a second after 16 s.
constexpr double kStillFalls = 0.125;

}  // namespace

Next CoolDownPhase::Run(Rig& rig) {
  const RunResult& result = rig.result();
  if (!WantsCoolDown(result)) return Next::kOn;
  const double begin = rig.Elapsed();
  bool going = FirstWait(rig);
  if (going && (ShareGone(result) >= kFallShare || LetsGo(result))) {
    rig.NoteWaits();
    const double seconds = WaitForTheLastFall(rig, begin, std::numeric_limits<double>::infinity());
    going = !result.failure && WaitAgainAndAgain(rig, seconds);
  }
  if (!going || rig.Stopped()) return Next::kEnd;
  Judge(rig.result());
  return Next::kOn;
}

bool CoolDownPhase::FirstWait(Rig& rig) {
  std::vector<double> gone(kSteps, 0.0);  // after each step, and before the first
  for (bool falls = true;
       gone.size() < 2 * kSteps || (falls && gone.back() < kFallShare && rig.HasBudget());) {
    if (rig.Stopped() || !rig.CoolDown(kStep)) return false;
    gone.push_back(ShareGone(rig.result()));
    falls = gone.back() - gone[gone.size() - 1 - kSteps] >= kStillFalls;
  }
  return true;
}

}  // namespace seep
