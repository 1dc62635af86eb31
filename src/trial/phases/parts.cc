#include "trial/phases/parts.h"

#include "trial/dose_plan.h"

namespace seep {

// They are judged with the pauses.
Next PartsPhase::Run(Rig& rig) {
  const RunResult& result = rig.result();
  while (WantsParts(result) && rig.HasBudget() && !rig.Stopped() && rig.NextRound(true)) {
  }
  return result.failure ? Next::kEnd : Next::kOn;
}

}  // namespace seep
