#pragma once
// What lives in the heap of a HotSpot JVM that runs already (JDK 11 and later, any collector).

#include <cstdint>
#include <memory>
#include <utility>

#include "base/clock.h"
#include "runtime/jvm/jvm_histogram.h"
#include "runtime/jvm/jvm_process.h"

namespace seep {

struct JvmReading {
  JvmHistogram live;   // what two full collections left
  double seconds = 0;  // that it took; the JVM stood still for most of them
};

class JvmHeap {
 public:
  // Makes the JVM listen, and asks which collector it has. Nothing when the process is no JVM.
  // Errors say why it cannot be read, and what would help: those of FindJvm and AskJvm.
  [[nodiscard]] static Result<std::unique_ptr<JvmHeap>> Open(pid_t pid, milliseconds patience);
  // One that was found before.
  [[nodiscard]] static Result<std::unique_ptr<JvmHeap>> Open(JvmProcess process,
                                                             milliseconds patience);

  // Collects, and counts what is left. Errors: those of AskJvm; the next call may go well.
  [[nodiscard]] Result<JvmReading> Read(milliseconds patience);

  const JvmProcess& process() const { return process_; }

 private:
  JvmHeap(JvmProcess process, bool leaves_gaps)
      : process_(std::move(process)), leaves_gaps_(leaves_gaps) {}

  // Whether there may be dead space among the int[] of it: more than at the last reading.
  bool LeftGaps(const JvmHistogram& live) const;

  JvmProcess process_;
  bool leaves_gaps_;              // the Serial collector
  int64_t int_array_bytes_ = -1;  // at the last reading; -1: none yet
};

}  // namespace seep
