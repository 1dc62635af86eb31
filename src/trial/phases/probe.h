#pragma once
// The ready server, before it is measured.

#include "trial/phases/phase.h"

namespace seep {

// Sends: a request for each connection, through each leg.
// Adds: the reading before all others; that the server answers.
// Over: when it has answered; a server that answers nothing ends the run.
class ProbePhase : public Phase {
 public:
  Next Run(Rig& rig) override;
};

}  // namespace seep
