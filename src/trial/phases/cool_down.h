#pragma once
// Is it kept, or held for a while after the requests?

#include "trial/phases/phase.h"

namespace seep {

// Sends: nothing, for a second; longer while what grew goes away. If much of it did, a few rounds
//   and the same wait again, some times.
// Adds: what went away, and whether what stays grows from one wait to the next (judge/drain.h). The
//   waits are pauses, too, and save those.
// Over: with the first wait, if little went away in it: so it is with a leak. Else with the last.
class CoolDownPhase : public Phase {
 public:
  Next Run(Rig& rig) override;

 private:
  bool FirstWait(Rig& rig);
  bool OnceMore(Rig& rig);
  bool Step(Rig& rig);

  int steps_ = 0;  // of the first wait
};

}  // namespace seep
