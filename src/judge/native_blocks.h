#pragma once
// The live heap beside a runtime's, by the number of its blocks.

#include <optional>

#include "model/run_result.h"
#include "stats/decision.h"

namespace seep {

// What a runtime's compiler and threads have from malloc comes and goes in few and large blocks:
// 16 MB of a JVM's compiler in 500 of 21,000, stacks of 28 KB of Ruby's threads. Their bytes may be
// undecided for tens of thousands of requests, while the number of blocks is not: then a heap that
// does not surely have more blocks is clean, if its bytes rose by no more than the tolerance
// allows: their peak from the first half to the later one, and their floor over the later one, as
// they are and without what its threads have. A leak in few and large blocks, or in one that grows,
// would have raised both. The verdict's slope is that of the blocks, at their mean size. Nothing
// where it is not so, and where there is no runtime.
std::optional<Verdict> CleanByBlocks(const RunResult& result, const MeterVerdict& judged,
                                     const Evidence& evidence);

}  // namespace seep
