#pragma once
// What a runtime with a heap of its own says that lives in it.

#include <cstdint>
#include <string>

namespace seep {

// Live bytes after a full collection at a quiet moment, summed over the processes that answer.
struct RuntimeHeap {
  int64_t used_bytes = 0;        // objects in the runtime's heap
  int64_t external_bytes = 0;    // memory outside of it that objects own: buffers
  int64_t processes = 0;         // that answered
  int64_t processes_unseen = 0;  // of this runtime, that did not: why is in `unseen`
  int64_t threads_unseen = 0;    // with a heap of their own, which is not in the numbers
  std::string unseen;            // one sentence about the first of the processes
  double seconds = 0;            // that the collections took

  int64_t Bytes() const { return used_bytes + external_bytes; }
  // Every process of the runtime answered: the number can be judged.
  bool Complete() const { return processes > 0 && processes_unseen == 0; }
};

}  // namespace seep
