#pragma once
// How long to wait for a quiet moment.

#include <algorithm>

#include "process/quiet.h"

namespace seep {

// A server that worked on for most of the bound three times, though all of the load's connections
// were closed, has work of its own: timers, a busy loop. It falls quiet by chance or not at all,
// and most of the run would go into waiting for it. What comes from the load is waited for as long
// as ever.
class QuietBound {
 public:
  explicit QuietBound(milliseconds most) : most_(most) {}

  milliseconds Next() const {
    return restless_ < kRestlessMax ? most_ : std::min(most_, kRestlessBound);
  }

  void Done(const QuietReport& report) {
    const bool long_wait = !report.quiet || report.seconds > Seconds(most_) / 2;
    const bool restless = long_wait && report.open_connections <= 0;
    if (restless) ++restless_;
  }

 private:
  static constexpr int kRestlessMax = 3;
  static constexpr milliseconds kRestlessBound{300};

  milliseconds most_;
  int restless_ = 0;
};

}  // namespace seep
