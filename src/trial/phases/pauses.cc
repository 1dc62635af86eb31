#include "trial/phases/pauses.h"

#include "judge/judge.h"
#include "trial/dose_plan.h"

namespace seep {

Next PausesPhase::Run(Rig& rig) {
  RunResult& result = rig.result();
  while (WantsPauses(result) && !rig.Stopped() && rig.Pause(PauseLength(rig.Elapsed()))) {
  }
  if (result.failure) return Next::kEnd;
  Judge(result);
  return Next::kOn;
}

}  // namespace seep
