#pragma once
// Lines on their way to a file, in a fixed amount of memory: threads put them in, one takes them
// out.

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace sluice {

class LineRing {
 public:
  explicit LineRing(size_t bytes) : bytes_(bytes) {}

  // Never waits for the one who takes them out. False, and the line is counted as lost, where there
  // is no room for all of it.
  bool Put(std::string_view line);
  // What there is, at most `bytes_max` of it and whole lines as far as these fit; "" when none has
  // come within the time, or it was closed.
  std::string Take(size_t bytes_max, seep::milliseconds timeout);
  // Nobody will take lines out any more who is not there already.
  void Close();
  bool closed() const;

  uint64_t lost() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable there_;
  std::vector<char> bytes_;
  size_t begin_ = 0;  // where the first byte is
  size_t held_ = 0;
  uint64_t lost_ = 0;
  bool closed_ = false;
};

}  // namespace sluice
