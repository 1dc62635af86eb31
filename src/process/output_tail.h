#pragma once
// The last part of what comes out of a pipe, drained by a thread so that the writer never blocks.

#include <mutex>
#include <string>
#include <thread>

#include "base/fd.h"

namespace seep {

class OutputTail {
 public:
  static constexpr size_t kBytesMax = 64 * 1024;

  // Drains `pipe`, which it sets to non-blocking, until end of file or destruction.
  explicit OutputTail(UniqueFd pipe);
  ~OutputTail();
  OutputTail(const OutputTail&) = delete;
  OutputTail& operator=(const OutputTail&) = delete;

  // At most the last kBytesMax bytes, with all that had been written when it was called. Any
  // thread.
  std::string Text();

 private:
  void Drain();
  bool Pump();  // reads what is there; false at end of file

  std::mutex mutex_;
  UniqueFd pipe_;
  UniqueFd wake_;     // eventfd: the destructor ends the thread
  std::string text_;  // at most 2 * kBytesMax
  std::jthread thread_;
};

}  // namespace seep
