#pragma once
// Does it grow?

#include "stats/decision.h"
#include "stats/looks.h"
#include "trial/phases/phase.h"

namespace seep {

// Sends: rounds of new requests.
// Adds: a reading of each meter after each; and a verdict, at the last look at the latest.
// Over: when a look decides, or the budget is used up; for a while, when waits are due. It goes on
// where it was when these, or others, leave it undecided.
class MeasurePhase : public Phase {
 public:
  Next Run(Rig& rig) override;

 private:
  bool Decides(Rig& rig);

  Looks looks_{Evidence{}.points_min};
};

}  // namespace seep
