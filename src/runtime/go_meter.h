#pragma once
// Reads the heaps of Go programs, which nothing has to be prepared in.

#include <memory>

#include "base/clock.h"
#include "runtime/runtime_meter.h"

namespace seep {

// A process has `patience` to collect. One that does not in time has no reading that time: it may
// sleep, and answer once there are requests.
[[nodiscard]] std::unique_ptr<RuntimeMeter> MakeGoMeter(milliseconds patience);

}  // namespace seep
