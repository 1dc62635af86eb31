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
#include "stats/trend.h"

namespace seep {
namespace {

// From the first wait to the last the requests have to have doubled.
constexpr double kDoubled = 2;

std::vector<Point> ByRequests(const std::vector<const Sample*>& samples, Meter meter,
                              const RunResult& result) {
  std::vector<Point> points;
  for (const Sample* sample : samples) {
    const auto x = static_cast<double>(sample->Answered());
    if (!Counts(result, meter, *sample) || (!points.empty() && x <= points.back().x)) continue;
    points.push_back({x, Read(meter, *sample)});
  }
  return points;
}

// Without the requests between two waits over which it fell by more than a leak would have raised
// it: a table that gave its room back hides what else they added.
std::vector<Point> WithoutFalls(const std::vector<Point>& points, double tolerance) {
  std::vector<Point> rest;
  Point aside;
  for (size_t i = 0; i < points.size(); ++i) {
    if (i > 0) {
      const Point more = {points[i].x - points[i - 1].x, points[i].y - points[i - 1].y};
      if (more.y < -tolerance * more.x) {
        aside = {aside.x + more.x, aside.y + more.y};
        continue;
      }
    }
    rest.push_back({points[i].x - aside.x, points[i].y - aside.y});
  }
  return rest;
}

// The last two waits: what was freed before would hide a leak, and seldom from both.
bool AddLittle(const std::vector<Point>& kept, const Tolerance& tolerance) {
  const std::vector<double> increments = Increments(kept);
  return *std::max_element(increments.end() - 2, increments.end()) <= tolerance.slope;
}

// All that was kept since before the first request, warm-up and all, spread over the requests, is
// within the tolerance; and so is what the last two waits added.
std::optional<Slope> LittleInAll(const RunResult& result, Meter meter,
                                 const std::vector<Point>& kept, const Tolerance& tolerance) {
  if (!Has(meter, result.first) || kept.size() < 3) return std::nullopt;
  const double begin = Read(meter, result.first);
  if (std::any_of(kept.begin(), kept.end(), [&](const Point& point) { return point.y < begin; }))
    return std::nullopt;
  if (!AddLittle(kept, tolerance)) return std::nullopt;
  const double high = (kept.back().y - begin + tolerance.resolution) / kept.back().x;
  if (high >= tolerance.slope || tolerance.slope * kept.back().x < tolerance.floor)
    return std::nullopt;
  return Slope{.estimate = (kept.back().y - begin) / kept.back().x, .low = -high, .high = high};
}

// Beside a runtime, where no block more is left from wait to wait, and no more bytes at the last
// than at the first: a table that is larger in between. The slope is that of the blocks, at their
// mean size.
std::optional<Slope> NoMoreBlocks(const RunResult& result, const std::vector<Point>& kept,
                                  const Tolerance& tolerance, const Evidence& evidence) {
  if (!RuntimeAnswers(result) || !AddLittle(kept, tolerance)) return std::nullopt;
  std::vector<Point> blocks;
  for (const Sample* sample : AtTheEndsOfWaits(result)) {
    const auto x = static_cast<double>(sample->Answered());
    if (sample->heap && (blocks.empty() || x > blocks.back().x))
      blocks.push_back({x, static_cast<double>(sample->heap->blocks)});
  }
  if (blocks.size() <= kIncrementsMin || blocks.back().y <= 0) return std::nullopt;
  std::optional<Slope> slope =
      FlatSlope(blocks, blocks, DefaultTolerance(Meter::kRuntimeObjects, result.per),
                evidence.even_confidence);
  const double growth = kept.back().y - kept.front().y;
  if (!slope || growth > tolerance.slope * (kept.back().x - kept.front().x)) return std::nullopt;
  const double mean = kept.back().y / blocks.back().y;
  return Slope{slope->estimate * mean, slope->low * mean, slope->high * mean};
}

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
  if (RuntimeAnswers(result)) {
    return std::max(ShareLetGo(result, Meter::kRuntimeHeap),
                    ShareLetGo(result, Meter::kRuntimeObjects));
  }
  const bool counted = result.first.heap && result.first.heap->Complete();
  return ShareLetGo(result, counted ? Meter::kLiveHeap : Meter::kHeldBytes);
}

bool LetsGo(const RunResult& result) { return ShareLetGo(result) >= kFallShare; }

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

std::optional<Verdict> DecidedByWaits(const RunResult& result, const MeterVerdict& judged,
                                      const Evidence& evidence) {
  if (!IsMemory(judged.meter) || judged.verdict.outcome != Outcome::kInconclusive ||
      !LetsGo(result))
    return std::nullopt;
  const std::vector<Point> kept = ByRequests(AtTheEndsOfWaits(result), judged.meter, result);
  if (kept.size() <= kIncrementsMin || kept.back().x < kDoubled * kept.front().x)
    return std::nullopt;
  Verdict verdict = judged.verdict;
  verdict.growth = kept.back().y - kept.front().y;
  verdict.slope = SlopeOf(Increments(kept), evidence.confidence,
                          judged.tolerance.resolution / (kept.back().x - kept.front().x));
  if (verdict.slope.low > judged.tolerance.slope && verdict.growth > judged.tolerance.floor) {
    verdict.outcome = Outcome::kLeak;
    verdict.law = GrowthLaw::kSustained;
    verdict.reason = "what is left after waits without requests grows steadily";
    return verdict;
  }
  const std::vector<Point> rises = WithoutFalls(kept, judged.tolerance.slope);
  const bool enough = rises.back().x >= kDoubled * rises.front().x;
  auto flat =
      enough ? FlatSlope(rises, rises, judged.tolerance, evidence.even_confidence) : std::nullopt;
  if (!flat) flat = LittleInAll(result, judged.meter, kept, judged.tolerance);
  if (!flat && judged.meter == Meter::kLiveHeap)
    flat = NoMoreBlocks(result, kept, judged.tolerance, evidence);
  const Verdict under_traffic =
      Decide(ByRequests(BeforeWaits(result, judged.meter), judged.meter, result), judged.tolerance,
             evidence);
  const bool grows =
      under_traffic.judged_from == 0 || under_traffic.slope.low > judged.tolerance.slope;
  if (grows && !LevelsOff(result, judged.meter)) return std::nullopt;
  if (!flat) {
    const Slope range = RangeSlope(kept, judged.tolerance.resolution);
    if (range.high < verdict.slope.high) verdict.slope = range;
    verdict.reason =
        "what is left after waits without requests is too uncertain to tell; more requests would "
        "decide";
    return verdict;
  }
  verdict.slope = *flat;
  verdict.outcome = Outcome::kClean;
  verdict.law = GrowthLaw::kFlat;
  verdict.reason = "what it holds, it lets go of; no growth beyond the tolerance is left";
  return verdict;
}

}  // namespace seep
