#pragma once
// How long to wait for a quiet moment.

#include <algorithm>

#include "process/quiet.h"

namespace seep {

// A server that worked on for most of the bound, though all of the load's connections were closed,
// may have work of its own: timers, a busy loop. It falls quiet by chance or not at all, and most
// of the run would go into waiting for it: each such wait halves the bound, and all of them
// together are at most twice the first, but for the least. What comes from the load is waited for
// as long as ever.
class QuietBound {
 public:
  // Enough for what is left of an answer's work, and a third of a round for a server that is never
  // quiet: the pacer makes its rounds longer for it.
  static constexpr milliseconds kLeast{100};

  explicit QuietBound(milliseconds most) : most_(most), next_(most) {}

  milliseconds Next() const { return next_; }

  void Done(const QuietReport& report) {
    const bool long_wait = !report.quiet || report.seconds > Seconds(most_) / 2;
    if (long_wait && report.open_connections <= 0)
      next_ = std::min(most_, std::max(next_ / 2, kLeast));
  }

 private:
  milliseconds most_;
  milliseconds next_;
};

}  // namespace seep
