#include "trial/phases/mappings.h"

#include "judge/mappings.h"

namespace seep {

Next MappingsPhase::Run(Rig& rig) {
  RunResult& result = rig.result();
  if (!MemoryGrew(result)) return Next::kOn;
  Sample last;
  if (!rig.ReadSample(last, true)) return Next::kEnd;
  result.mappings = GrownMappings(result.first, last);
  return Next::kOn;
}

}  // namespace seep
