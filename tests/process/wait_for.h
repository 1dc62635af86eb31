#pragma once
// Waiting for a condition, with a bound that only a failure reaches.

#include <signal.h>
#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <thread>

#include "base/clock.h"
#include "process/proc_scan.h"

namespace seep {

inline bool WaitFor(const std::function<bool()>& condition,
                    milliseconds bound = milliseconds(20'000)) {
  const TimePoint end = Clock::now() + bound;
  while (!condition()) {
    if (Clock::now() > end) return false;
    std::this_thread::sleep_for(milliseconds(2));
  }
  return true;
}

// Whether the process is gone; a zombie is: whose child it is has yet to collect it.
inline bool Gone(pid_t pid) {
  const auto stat = ReadProcStat(pid);
  return !stat || stat->Ended();
}

}  // namespace seep
