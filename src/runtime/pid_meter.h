#pragma once
// Reads heaps from outside of their processes: by the pid, with nothing prepared in them.

#include <memory>

#include "base/clock.h"
#include "runtime/runtime_meter.h"

namespace seep {

// The heap of one process.
class HeapReader {
 public:
  virtual ~HeapReader() = default;
  // What lives after a full collection. Errors: kTimeout (it may answer the next time), kExited,
  // others (it is not asked again).
  [[nodiscard]] virtual Result<RuntimeHeap> Read(milliseconds patience) = 0;
  virtual std::optional<int64_t> Goroutines() { return std::nullopt; }
  // As of RuntimeMeter.
  [[nodiscard]] virtual Result<> BeginSites(milliseconds patience) = 0;
  [[nodiscard]] virtual Result<std::vector<LeakSite>> TakeSites(SiteMoment moment,
                                                                milliseconds patience) = 0;
  virtual void EndSites() = 0;
};

// nullptr when the process is none of this runtime's. Errors: why it is one and cannot be read.
using OpenHeap = Result<std::unique_ptr<HeapReader>> (*)(pid_t pid, milliseconds patience);

[[nodiscard]] std::unique_ptr<RuntimeMeter> MakePidMeter(OpenHeap open, milliseconds patience);

// runtime/go, runtime/jvm.
[[nodiscard]] Result<std::unique_ptr<HeapReader>> OpenGoHeap(pid_t pid, milliseconds patience);
[[nodiscard]] Result<std::unique_ptr<HeapReader>> OpenJvmHeap(pid_t pid, milliseconds patience);

}  // namespace seep
