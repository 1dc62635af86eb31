#include "trial/phases/conclude.h"

#include "judge/cause.h"

namespace seep {

Next ConcludePhase::Run(Rig& rig) {
  RunResult& result = rig.result();
  result.cause = Cause(result);
  return Next::kEnd;
}

}  // namespace seep
