#pragma once
// Does it grow with keys that it has seen before, too?

#include "trial/phases/phase.h"

namespace seep {

// Sends: rounds of a few keys that were sent before, over and over, where requests bring new ones.
// Adds: what grows when nothing is new (judge/replay.h).
// Over: after kReplayRounds.
class ReplayPhase : public Phase {
 public:
  Next Run(Rig& rig) override;
};

}  // namespace seep
