#pragma once
// Where a run grew, of its summary.

#include <vector>

#include "model/run_result.h"
#include "report/summary.h"

namespace seep {

// The lines of the call stacks that grow most, the target's own code first, and of the first of
// them who called it; or why none is known. Nothing where none was looked for.
void AddWhere(const RunResult& result, std::vector<Fact>& facts);

}  // namespace seep
