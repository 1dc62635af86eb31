#pragma once
// How much a run grew, of its summary.

#include <vector>

#include "model/run_result.h"
#include "report/summary.h"

namespace seep {

// Of a LEAK what it comes to in the long run; of CLEAN the growth that the tolerance accepts, or
// the tolerance; of INCONCLUSIVE what is missing, and the growth so far.
void AddGrowth(const RunResult& result, std::vector<Fact>& facts);

}  // namespace seep
