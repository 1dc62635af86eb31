#pragma once
// Readings between calls: few, far apart by the same number of calls, however many calls there are.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace seep::leak_test {

class CallReadings {
 public:
  // Where the verdict's statistics have enough of them, and take no time: it needs 24.
  static constexpr size_t kMost = 512;

  CallReadings() { readings_.reserve(kMost); }

  // Allocates nothing, so that it does not show in what is read. `calls` ascending, from 0; in
  // between they are to be those of NextAt. When there are kMost, every second one is left out.
  void Add(uint64_t calls, uint64_t bytes);
  // After how many calls the next one is due.
  uint64_t NextAt() const { return readings_.empty() ? 0 : readings_.back().calls + step_; }

  size_t size() const { return readings_.size(); }
  // The table that `seep watch --csv` reads (docs/formats.md).
  std::string Csv() const;

 private:
  struct Reading {
    uint64_t calls;
    uint64_t bytes;
  };

  std::vector<Reading> readings_;
  uint64_t step_ = 1;
};

}  // namespace seep::leak_test
