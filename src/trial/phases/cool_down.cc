#include "trial/phases/cool_down.h"

#include <vector>

#include "judge/drain.h"
#include "judge/judge.h"

namespace seep {
namespace {

constexpr milliseconds kStep{200};
// A second: five steps, which save the pauses that are still missing of what grows. A clear
// leak is not to take longer to be told.
constexpr int kSteps = 5;
// Of the growth over the later half of the rounds, in the last second: then the wait goes on, until
// a quarter of it is gone. What is held for as long as the run has taken falls at the pace at which
// it grew: by an eighth in a second after 16 s.
constexpr double kStillFalls = 0.125;
constexpr int kRoundsBetween = 3;

}  // namespace

Next CoolDownPhase::Run(Rig& rig) {
  const RunResult& result = rig.result();
  if (!WantsCoolDown(result)) return Next::kOn;
  const bool again = steps_ > 0;
  bool going = again ? OnceMore(rig) : FirstWait(rig);
  if (going && (again || ShareGone(result) >= kFallShare)) {
    rig.NoteWaits();
    for (int i = 1; i < kDrains && going; ++i) going = OnceMore(rig);
  }
  if (result.failure || rig.Stopped()) return Next::kEnd;
  Judge(rig.result());
  return Next::kOn;
}

bool CoolDownPhase::FirstWait(Rig& rig) {
  std::vector<double> gone(kSteps, 0.0);  // after each step, and before the first
  for (bool falls = true; steps_ < kSteps || (falls && gone.back() < kFallShare); ++steps_) {
    if (!Step(rig)) return false;
    gone.push_back(ShareGone(rig.result()));
    falls = gone.back() - gone[gone.size() - 1 - kSteps] >= kStillFalls;
  }
  return true;
}

// The same wait, or what stays could not be compared.
bool CoolDownPhase::OnceMore(Rig& rig) {
  for (int i = 0; i < kRoundsBetween; ++i) {
    if (!rig.HasBudget() || !rig.NextRound(false)) return false;
  }
  for (int i = 0; i < steps_; ++i) {
    if (!Step(rig)) return false;
  }
  return true;
}

bool CoolDownPhase::Step(Rig& rig) { return !rig.Stopped() && rig.CoolDown(kStep); }

}  // namespace seep
