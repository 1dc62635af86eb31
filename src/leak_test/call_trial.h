#pragma once
// Calls a function over and over, and reads the live heap in between.

#include <seep/leak_test.h>

#include <chrono>
#include <cstdint>
#include <string>

#include "leak_test/call_readings.h"

namespace seep::leak_test {

class CallTrial {
 public:
  // `calls` has to outlive it.
  explicit CallTrial(const Calls& calls) : calls_(calls) {}

  // Calls the function at least once, until there are enough calls for a verdict, or no time left.
  void CallFirst();

  // Calls it as often again. False where that takes too much time or memory, or the number of calls
  // was given. What was read by then is not to be judged: the calls would end where a vector is
  // copied, which takes the most time, and its last reading alone would tell of its growth.
  bool CallAsOftenAgain();

  // Bytes a call that are no leak: as few as the calls allow, unless it was given.
  double Tolerance() const;
  // The table that `seep watch --csv` reads.
  std::string Csv() const { return readings_.Csv(); }

 private:
  std::chrono::steady_clock::duration Elapsed() const {
    return std::chrono::steady_clock::now() - begin_;
  }
  bool OutOfTime() const;
  uint64_t NextReading() const;
  void CallTo(uint64_t target);

  const Calls& calls_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  CallReadings readings_;
  uint64_t called_ = 0;  // the last reading may have been left out since
  uint64_t bytes_before_ = 0;
  uint64_t next_look_ = 24;  // for growth that is too large: seep judges from so many readings on
  bool too_large_ = false;
};

}  // namespace seep::leak_test
