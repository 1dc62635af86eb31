#pragma once
// The one clock: steady time, and durations in the units that reports print.

#include <chrono>

namespace seep {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

inline double Seconds(Clock::duration d) { return std::chrono::duration<double>(d).count(); }

}  // namespace seep
