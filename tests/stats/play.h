#pragma once
// Classes of series, played as runs are.

#include <functional>
#include <span>
#include <vector>

#include "sanitized.h"
#include "stats/decision.h"
#include "stats/looks.h"
#include "stats/series.h"

namespace seep {

inline constexpr Tolerance kBytes{.slope = 8, .floor = 32 * 1024, .resolution = kPage};
inline constexpr size_t kRounds = 80;
inline constexpr double kRequests = 1000;  // a round

inline constexpr int kPlays = Plays(300);

using Make = std::function<std::vector<Point>(SeriesMaker&)>;

struct Counts {
  int leak = 0, clean = 0, inconclusive = 0;
};

// Plays runs of a class of series the way a trial does: looks at growing lengths, and the last
// look at the end.
inline Counts Play(const Make& make, const Tolerance& tolerance = kBytes, int runs = kPlays) {
  Counts counts;
  for (int run = 1; run <= runs; ++run) {
    SeriesMaker maker(static_cast<uint64_t>(run) * 7919);
    const std::vector<Point> series = make(maker);
    Looks looks(Evidence{}.points_min);
    Outcome outcome = Outcome::kInconclusive;
    for (size_t n = 1; n <= series.size() && outcome == Outcome::kInconclusive; ++n) {
      if (!looks.Due(n, series[n - 1].x) && n != series.size()) continue;
      Evidence evidence;
      evidence.last_look = n == series.size();
      const Verdict verdict = Decide(std::span(series).first(n), tolerance, evidence);
      const double share = static_cast<double>(n) / static_cast<double>(series.size());
      if (Conclusive(verdict, share, Patience::kResident)) outcome = verdict.outcome;
    }
    counts.leak += outcome == Outcome::kLeak;
    counts.clean += outcome == Outcome::kClean;
    counts.inconclusive += outcome == Outcome::kInconclusive;
  }
  return counts;
}

inline Make Growing(const SeriesMaker::Growth& growth, double noise = 0) {
  return [=](SeriesMaker& maker) { return maker.Make(kRounds, kRequests, growth, noise); };
}

}  // namespace seep
