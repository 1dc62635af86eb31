#pragma once
// What the readings at the ends of waits decide of a server that lets go of what it holds.

#include <optional>

#include "model/run_result.h"
#include "stats/decision.h"

namespace seep {

// Under traffic, such a meter goes up and down with the pace of the requests, and is seldom
// decided. The readings at the ends of waits are free of that: they decide what is undecided, over
// as many requests as were sent before the first of them, in which what grows by doubling has
// doubled, and not counting those over which it fell. Or all that was kept since before the first
// request is little for so many. They make a LEAK of what grows from each wait to the next. They
// clear what they leave no room for a leak in, and what was not certainly growing under traffic
// before, or levels off: steady traffic never has such waits, and what only they free has no bound
// there. Nothing where neither is so.
std::optional<Verdict> DecidedByWaits(const RunResult& result, const MeterVerdict& judged,
                                      const Evidence& evidence);

}  // namespace seep
