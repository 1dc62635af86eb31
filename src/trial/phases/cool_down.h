#pragma once
// Is it kept, or held for a while after the requests?

#include "trial/phases/phase.h"

namespace seep {

// Sends: nothing, for a second; longer while what grew goes away. If much of it did, until all of
//   that has, and rounds and as long a wait until the requests have doubled.
// Adds: what went away, and whether what stays grows from one wait to the next (judge/drain.h). The
//   waits are pauses, too, and save those.
// Over: with the first wait, if little went away in it: so it is with a leak. Else when what stays
// decides, or the budget is used up.
class CoolDownPhase : public Phase {
 public:
  Next Run(Rig& rig) override;

 private:
  static bool FirstWait(Rig& rig);
};

}  // namespace seep
