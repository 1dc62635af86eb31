#pragma once
// When to look at a growing series, and when to believe what is seen.

#include <cstddef>

#include "model/verdict.h"

namespace seep {

// Each look is a chance to be wrong, so looks are few: at geometrically growing lengths. A run of
// 80 readings is looked at six times.
class Looks {
 public:
  explicit Looks(size_t first, double factor = 1.2) : next_(first), factor_(factor) {}

  // True if it is time to look at a series of that many points.
  bool Due(size_t points) {
    if (points < next_) return false;
    const auto grown = static_cast<size_t>(static_cast<double>(points) * factor_);
    next_ = grown > points ? grown : points + 1;
    return true;
  }

 private:
  size_t next_;
  double factor_;
};

// CLEAN may come early: the later half was flat. LEAK may not: a pool that fills, or a collector
// that has not run yet, grows just as straight, and only staying power tells them apart. So a run
// goes on through this share of its budget (of time or of requests, whichever is used up first)
// before it says LEAK.
inline constexpr double kLeakBudgetShare = 0.6;

inline bool Conclusive(Outcome outcome, double budget_share) {
  return outcome == Outcome::kClean ||
         (outcome == Outcome::kLeak && budget_share >= kLeakBudgetShare);
}

}  // namespace seep
