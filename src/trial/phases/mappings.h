#pragma once
// Which mappings grew?

#include "trial/phases/phase.h"

namespace seep {

// Sends: nothing.
// Adds: a reading of each mapping, beside that before the first request.
// Over: at once.
class MappingsPhase : public Phase {
 public:
  Next Run(Rig& rig) override;
};

}  // namespace seep
