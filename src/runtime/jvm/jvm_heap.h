#pragma once
// What lives in the heap of a HotSpot JVM that runs already (JDK 11 and later, any collector).

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "base/clock.h"
#include "runtime/jvm/jvm_histogram.h"
#include "runtime/jvm/jvm_process.h"
#include "sample/smaps.h"

namespace seep {

struct JvmReading {
  JvmHistogram live;       // what two full collections left
  int64_t page_bytes = 0;  // anonymous memory that the heap lies in; 0: not known
  double seconds = 0;      // that it took; the JVM stood still for most of them
};

class JvmHeap {
 public:
  // Makes the JVM listen, and asks which collector it has and where its heap is. Nothing when the
  // process is no JVM. Errors say why it cannot be read, and what would help: those of FindJvm and
  // AskJvm.
  [[nodiscard]] static Result<std::unique_ptr<JvmHeap>> Open(pid_t pid, milliseconds patience);
  // One that was found before.
  [[nodiscard]] static Result<std::unique_ptr<JvmHeap>> Open(JvmProcess process,
                                                             milliseconds patience);

  // Collects, and counts what is left. Errors: those of AskJvm; the next call may go well.
  [[nodiscard]] Result<JvmReading> Read(milliseconds patience);

  const JvmProcess& process() const { return process_; }

 private:
  JvmHeap(JvmProcess process, bool leaves_gaps, std::optional<AddressRange> range)
      : process_(std::move(process)), leaves_gaps_(leaves_gaps), range_(range) {}

  int64_t PageBytes() const;
  // Whether there may be dead space among the int[] of it: more than at the last reading.
  bool LeftGaps(const JvmHistogram& live) const;

  JvmProcess process_;
  bool leaves_gaps_;  // the Serial collector
  std::optional<AddressRange> range_;
  int64_t int_array_bytes_ = -1;  // at the last reading; -1: none yet
};

}  // namespace seep
