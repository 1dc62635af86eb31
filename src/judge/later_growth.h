#pragma once
// What the live heap gained in the later half of the rounds.

#include "model/run_result.h"

namespace seep {

struct HeapGrowth {
  double blocks = 0;
  double bytes = 0;
};

// Every sample counts the live heap.
HeapGrowth LaterHeapGrowth(const RunResult& result);

}  // namespace seep
