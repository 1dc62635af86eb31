#pragma once
// Does it let go of what it holds?

#include "trial/phases/phase.h"

namespace seep {

// An undecided run, once: from a sixth to a third of all its time, what the program holds goes up
// and down by more than a leak would add until the end.
bool WaitsAreDue(Rig& rig);

// Sends: nothing, for a second; longer while what memory grew by goes away. If much of it did,
//   rounds and as long a wait again, until the requests have doubled.
// Adds: the readings at the ends of the waits, and the verdict by them (judge/waits_verdict.h).
// Over: with the first wait, if little went away in it, or if there is no time for four of them.
//   Else when they decide, or the budget is used up.
class WaitsPhase : public Phase {
 public:
  Next Run(Rig& rig) override;
};

}  // namespace seep
