#pragma once
// Whether the target's live heap is counted, and what it is started with for that.

#include <memory>
#include <string>

#include "base/error.h"
#include "heap/reader/heap_meter.h"
#include "model/plan.h"

namespace seep {

struct HeapSetup {
  std::unique_ptr<HeapMeter> meter;  // nullptr: it is not counted
  std::string note;                  // why not, one sentence; empty when that was asked for
};

// `program` is the path of the target's program. Errors: kUnsupported, when counting is required
// and cannot be.
[[nodiscard]] Result<HeapSetup> SetUpHeap(HeapMode mode, const std::string& program);

}  // namespace seep
