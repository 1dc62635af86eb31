#pragma once
// What runtimes with a heap of their own say that lives in it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace seep {

// What lives after a full collection at a quiet moment, summed over the processes that answer.
struct RuntimeHeap {
  std::vector<std::string> names;     // of the runtimes that answer: "node", each once
  std::optional<int64_t> used_bytes;  // objects in the heap; nothing where no runtime counts them
  int64_t external_bytes = 0;         // memory outside of it that objects own: buffers
  int64_t page_bytes = 0;  // anonymous memory that the heap lies in, as far as it is known where
  // Blocks of malloc's that have exactly so many usable bytes are a pool that the runtime fills and
  // empties; 0: it has none.
  int64_t pooled_block_bytes = 0;
  std::optional<int64_t> objects;     // or blocks of memory, of the runtimes that count them
  std::optional<int64_t> goroutines;  // that have not ended
  int64_t processes = 0;              // that answered
  int64_t processes_unseen = 0;       // of a runtime, that did not: why is in `unseen`
  bool alone = false;          // the target has no other heap: static Go programs and no others
  int64_t threads_unseen = 0;  // with a heap of their own, which is not in the numbers
  std::string unseen;          // one sentence about the first of the processes
  double seconds = 0;          // that the collections took

  int64_t Bytes() const { return used_bytes.value_or(0) + external_bytes; }
  // Every process of a runtime answered: the numbers can be judged.
  bool Complete() const { return processes > 0 && processes_unseen == 0; }
  // What another kind of runtime says of other processes.
  void Add(const RuntimeHeap& other);
};

}  // namespace seep
