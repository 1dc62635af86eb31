#include "judge/let_go.h"

#include <algorithm>
#include <array>
#include <vector>

#include "judge/drain.h"
#include "judge/replay.h"
#include "judge/runtime_heap.h"
#include "judge/tolerance.h"
#include "judge/waits.h"
#include "stats/flat_end.h"

namespace seep {
namespace {

// Means over the quarters of the time: what it gains from the third to the last is little beside
// what it gained from the first to the second.
bool IsLevelAtItsEnd(const std::vector<const Sample*>& stretch, Meter meter) {
  std::array<double, 4> sums = {};
  std::array<double, 4> counts = {};
  const double begin = stretch.front()->seconds;
  const double length = stretch.back()->seconds - begin;
  for (const Sample* sample : stretch) {
    const auto quarter = static_cast<size_t>(4 * (sample->seconds - begin) / length);
    sums[std::min<size_t>(quarter, 3)] += Read(meter, *sample);
    counts[std::min<size_t>(quarter, 3)] += 1;
  }
  if (*std::min_element(counts.begin(), counts.end()) == 0) return false;
  const double first = sums[1] / counts[1] - sums[0] / counts[0];
  const double last = sums[3] / counts[3] - sums[2] / counts[2];
  return last < kStoppedShare * first;
}

std::vector<Meter> OfWhatTheProgramHolds(const RunResult& result) {
  if (RuntimeAnswers(result)) return {Meter::kRuntimeHeap, Meter::kRuntimeObjects};
  const bool counted = result.first.heap && result.first.heap->Complete();
  return {counted ? Meter::kLiveHeap : Meter::kHeldBytes};
}

double RangeOfTheLastQuarter(const std::vector<Point>& points) {
  const auto from = points.begin() + static_cast<std::ptrdiff_t>(IndexAt(points, 0.75));
  const auto [least, most] = std::minmax_element(
      from, points.end(), [](const Point& a, const Point& b) { return a.y < b.y; });
  return most->y - least->y;
}

}  // namespace

double ShareLetGo(const RunResult& result, Meter meter) {
  const std::vector<const Sample*> waited = AtTheEndsOfWaits(result);
  const std::vector<const Sample*> before = BeforeWaits(result, meter);
  if (waited.empty() || before.empty() || !Has(meter, *waited.front())) return 0;
  const double reached = Read(meter, *before.back());
  // A runtime may not have answered before the first request.
  const Sample& begin = Has(meter, result.first) ? result.first : *before.front();
  const double growth = reached - Read(meter, begin);
  const double gone = reached - Read(meter, *waited.front());
  return gone > DefaultTolerance(meter, result.per).floor ? gone / std::max(growth, gone) : 0;
}

double ShareLetGo(const RunResult& result) {
  double most = 0;
  for (const Meter meter : OfWhatTheProgramHolds(result))
    most = std::max(most, ShareLetGo(result, meter));
  return most;
}

bool LetsGo(const RunResult& result) { return ShareLetGo(result) >= kFallShare; }

bool GoesUpAndDown(const RunResult& result, double share) {
  const std::vector<Meter> meters = OfWhatTheProgramHolds(result);
  return std::any_of(meters.begin(), meters.end(), [&](Meter meter) {
    const MeterVerdict* judged = result.Judged(meter);
    if (judged == nullptr || judged->verdict.judged_from == 0 ||
        judged->verdict.outcome != Outcome::kInconclusive)
      return false;
    const double half_of_all = judged->points.back().x / share / 2;
    return RangeOfTheLastQuarter(judged->points) > judged->tolerance.slope * half_of_all;
  });
}

double SecondsToLetGo(const RunResult& result) {
  const std::vector<const Sample*> before = BeforeWaits(result, Meter::kThreads);
  if (before.empty() || !LetsGo(result)) return 0;
  return AtTheEndsOfWaits(result).front()->seconds - before.back()->seconds;
}

bool LevelsOff(const RunResult& result, Meter meter) {
  const double needed = 2 * SecondsToLetGo(result);
  std::vector<const Sample*> stretch;
  for (size_t i = 0; i <= result.rounds.size(); ++i) {
    const bool ends = i == result.rounds.size() || result.rounds[i].cooling;
    if (!ends) {
      const Round& round = result.rounds[i];
      if (!round.idle && Counts(result, meter, round.sample)) stretch.push_back(&round.sample);
      continue;
    }
    const bool long_enough =
        !stretch.empty() && stretch.back()->seconds - stretch.front()->seconds >= needed;
    if (needed > 0 && long_enough && IsLevelAtItsEnd(stretch, meter)) return true;
    stretch.clear();
  }
  return false;
}

}  // namespace seep
