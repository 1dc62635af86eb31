#include "trial/dose_plan.h"

#include <algorithm>

namespace seep {
namespace {

constexpr size_t kRoundsInParts = 12;  // of the later half of the rounds
constexpr size_t kPauses = 5;
constexpr size_t kRoundsBetween = 2;  // from one pause to the next
// Of the run so far: each pause, and all of them.
constexpr double kPauseShare = 0.01;
constexpr double kAllPausesShare = 0.09;
constexpr double kPauseSecondsMin = 0.1;
constexpr double kPauseSecondsMax = 0.4;

template <class Predicate>
size_t CountInLaterHalf(const RunResult& result, Predicate wanted) {
  const auto half = result.rounds.begin() + static_cast<std::ptrdiff_t>(result.rounds.size() / 2);
  return static_cast<size_t>(std::count_if(half, result.rounds.end(), wanted));
}

bool PartsTaken(const RunResult& result) {
  if (result.plan.legs.size() < 2) return true;
  return CountInLaterHalf(result, [](const Round& round) { return !round.parts.empty(); }) >=
         kRoundsInParts;
}

size_t PausesInLaterHalf(const RunResult& result) {
  return CountInLaterHalf(result, [](const Round& round) { return round.idle; });
}

size_t RoundsSincePause(const RunResult& result) {
  const auto pause = std::find_if(result.rounds.rbegin(), result.rounds.rend(),
                                  [](const Round& round) { return round.idle; });
  return static_cast<size_t>(pause - result.rounds.rbegin());
}

double SecondsOfPauses(const RunResult& result) {
  double sum = 0;
  for (size_t i = 1; i < result.rounds.size(); ++i) {
    if (result.rounds[i].idle)
      sum += result.rounds[i].sample.seconds - result.rounds[i - 1].sample.seconds;
  }
  return sum;
}

// A series may be too short to be judged and long enough to be seen growing.
bool GrowsUnjudged(const MeterVerdict& judged) {
  if (judged.points.size() < 2) return false;
  const Point& middle = judged.points[judged.points.size() / 2];
  const Point& last = judged.points.back();
  const double growth = last.y - middle.y;
  return growth > judged.tolerance.floor && growth > judged.tolerance.slope * (last.x - middle.x);
}

bool Grows(const MeterVerdict& judged) {
  const Verdict& verdict = judged.verdict;
  if (verdict.outcome == Outcome::kClean) return false;
  if (verdict.judged_from == 0) return GrowsUnjudged(judged);
  return verdict.growth > judged.tolerance.floor && verdict.slope.estimate > judged.tolerance.slope;
}

bool SlowsDown(const MeterVerdict& judged) {
  return judged.verdict.law == GrowthLaw::kSlowing || judged.verdict.judged_from == 0;
}

}  // namespace

bool SomethingGrows(const RunResult& result) {
  return std::any_of(result.meters.begin(), result.meters.end(), Grows);
}

bool GrowthIsJudged(const RunResult& result) {
  return std::any_of(result.meters.begin(), result.meters.end(), [](const MeterVerdict& judged) {
    return judged.verdict.judged_from > 0 && Grows(judged);
  });
}

bool WantsParts(const RunResult& result) { return SomethingGrows(result) && !PartsTaken(result); }

bool PartsDue(const RunResult& result) {
  return WantsParts(result) &&
         std::any_of(result.meters.begin(), result.meters.end(), [](const MeterVerdict& judged) {
           return Grows(judged) && !SlowsDown(judged);
         });
}

milliseconds PauseLength(double elapsed) {
  const double seconds = std::clamp(kPauseShare * elapsed, kPauseSecondsMin, kPauseSecondsMax);
  return milliseconds(static_cast<int64_t>(seconds * 1000));
}

bool Affordable(const RunResult& result, double elapsed) {
  return SecondsOfPauses(result) + Seconds(PauseLength(elapsed)) <= kAllPausesShare * elapsed;
}

bool PauseDue(const RunResult& result, double elapsed) {
  return SomethingGrows(result) && WantsPauses(result) &&
         RoundsSincePause(result) >= kRoundsBetween && Affordable(result, elapsed);
}

bool WantsPauses(const RunResult& result) { return PausesInLaterHalf(result) < kPauses; }

}  // namespace seep
