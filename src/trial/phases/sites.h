#pragma once
// Where is what leaks allocated?

#include "trial/phases/phase.h"

namespace seep {

// Sends: more rounds, with the call stacks of new blocks (trial/site_pass.h).
// Adds: the functions that leak; or that the growth has stopped, and it was no leak.
// Over: when enough is known of them, or nothing comes of it.
class SitesPhase : public Phase {
 public:
  Next Run(Rig& rig) override;
};

}  // namespace seep
