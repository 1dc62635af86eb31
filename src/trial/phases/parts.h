#pragma once
// Does it grow with requests or with connections?

#include "trial/phases/phase.h"

namespace seep {

// Sends: rounds like those before, with a reading between the halves of each leg.
// Adds: growth by request, by connection and by second (judge/dose_response.h).
// Over: when there are enough of them (trial/dose_plan.h), or the budget is used up.
class PartsPhase : public Phase {
 public:
  Next Run(Rig& rig) override;
};

}  // namespace seep
