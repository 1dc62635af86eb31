#pragma once
// What is there to say of it?

#include "trial/phases/phase.h"

namespace seep {

// Sends: nothing.
// Adds: the cause, in words.
// Over: at once. So is the run.
class ConcludePhase : public Phase {
 public:
  Next Run(Rig& rig) override;
};

}  // namespace seep
