#pragma once
// When to look at a growing series, and when to believe what is seen.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "model/verdict.h"

namespace seep {

// Each look is a chance to be wrong, so looks are few: at geometrically growing lengths. A run of
// 80 readings is looked at six times. What a look found wanting may come between two of them: then
// there is one look more, at that moment.
class Looks {
 public:
  explicit Looks(size_t first, double factor = 1.2) : next_(first), factor_(factor) {}

  // True if it is time to look at a series of that many points, whose last is at x.
  bool Due(size_t points, double x) {
    if (points >= next_) {
      const auto grown = static_cast<size_t>(static_cast<double>(points) * factor_);
      next_ = grown > points ? grown : points + 1;
      between_ = false;
      wanted_ = std::numeric_limits<double>::infinity();
      return true;
    }
    if (x < wanted_) return false;
    between_ = true;
    wanted_ = std::numeric_limits<double>::infinity();
    return true;
  }

  // A look more once x is reached, unless there was one since the last that came by length, or the
  // next of these comes within the budget. What is held for some seconds only would be called a
  // leak by each look that comes earlier.
  void AlsoAt(double x, double budget_share) {
    if (!between_ && budget_share * factor_ >= 1) wanted_ = x;
  }

 private:
  size_t next_;
  double factor_;
  double wanted_ = std::numeric_limits<double>::infinity();
  bool between_ = false;  // there was a look since then
};

// What a meter counts, and with it how long a series has to be watched before it may be called a
// leak.
enum class Patience : uint8_t {
  kProven,    // blocks that each request leaves alike: kLeakRequestsMin are enough
  kCounted,   // other blocks in use: large growth proves itself early
  kResident,  // memory that a collector may yet give back
};

// CLEAN may come early: it was flat. LEAK may not: a pool that fills, or a collector that has not
// run yet, grows just as straight, and only staying power tells them apart. So a run goes on
// through a share of its budget (of time or of requests, whichever is used up first); of what is
// counted, growth so large that few pools are proves itself sooner.
inline constexpr double kLeakShareResident = 0.6;
inline constexpr double kLeakShareCounted = 0.25;
inline constexpr double kLeakShareLeast = 0.15;  // for growth by kSureBytes
// A slow server's budget of time has few requests, and tables of up to ten thousand entries are
// common. Twice as many requests, unless the run is bounded by less.
inline constexpr double kLeakRequestsMin = 20'000;
inline constexpr double kSureBytes = 64 << 20;
inline constexpr double kSureBytesLeast = 4 << 20;

// The growth in all from which LEAK is believed after it went on for this share of the budget.
inline double LeakGrowthMin(double budget_share, Patience patience) {
  if (patience == Patience::kProven) return 0;
  const bool counted = patience == Patience::kCounted;
  if (budget_share >= (counted ? kLeakShareCounted : kLeakShareResident)) return 0;
  if (!counted || budget_share < kLeakShareLeast) return std::numeric_limits<double>::infinity();
  const double late = (budget_share - kLeakShareLeast) / (kLeakShareCounted - kLeakShareLeast);
  return kSureBytes * std::pow(kSureBytesLeast / kSureBytes, late);
}

inline bool Conclusive(const Verdict& verdict, double budget_share, Patience patience) {
  return verdict.outcome == Outcome::kClean ||
         (verdict.outcome == Outcome::kLeak &&
          verdict.growth >= LeakGrowthMin(budget_share * verdict.GrowingShare(), patience));
}

}  // namespace seep
