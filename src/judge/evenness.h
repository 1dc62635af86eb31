#pragma once
// Whether a heap grows by about as many blocks in each round.

#include "model/run_result.h"

namespace seep {

// What each request, or each k-th, keeps makes rounds of one size gain about the same number of
// blocks: their variance is at most a few times their mean, as it is of independent rare events.
// The pools of a server that still fill gain a hundred blocks now and none for a while. Over the
// later half of the rounds, without the two that differ most: a table may have doubled in them.
// Of the live heap its blocks, of a runtime's heap its objects. False when they are not counted, or
// did not grow.
bool GrowsEvenly(const RunResult& result, Meter meter = Meter::kLiveHeap);

// It is such a heap, and it grows evenly under requests that bring no new key: what fills like that
// is not known beside a leak.
bool ProvesItself(const RunResult& result, const MeterVerdict& judged);

}  // namespace seep
