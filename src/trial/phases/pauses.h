#pragma once
// Does it grow without requests, too?

#include "trial/phases/phase.h"

namespace seep {

// Sends: nothing, for some tenths of a second each time.
// Adds: the pace of the growth in pauses (judge/idle_growth.h).
// Over: when there are enough of them (trial/dose_plan.h). They need no budget.
class PausesPhase : public Phase {
 public:
  Next Run(Rig& rig) override;
};

}  // namespace seep
