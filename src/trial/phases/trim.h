#pragma once
// Is it memory in use, or free memory that the allocator keeps?

#include "trial/phases/phase.h"

namespace seep {

// Sends: a few requests, so that every counted process notices that it is asked to give free memory
//   back (malloc_trim(3)).
// Adds: what it gave back of each mapping's growth.
// Over: with the reading after them; what leaks in the live heap is in use, and is not asked for.
class TrimPhase : public Phase {
 public:
  Next Run(Rig& rig) override;
};

}  // namespace seep
