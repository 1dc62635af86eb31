#pragma once
// Growth behind a fall: what was freed at once has room for what leaks after it, and no page shows
// that.

#include "model/run_result.h"

namespace seep {

// Since its deepest fall from one reading to the next, a meter certainly grows by more than
// `tolerance` a unit of x. False where fewer readings than a verdict takes came after it: a heap
// that goes up and down fell a short while ago.
bool GrowsSinceItFell(const MeterVerdict& judged, double tolerance);

}  // namespace seep
