#include "judge/waits_verdict.h"

#include <algorithm>
#include <vector>

#include "judge/let_go.h"
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

}  // namespace

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
  verdict.reason = "it lets go of what it holds; no growth beyond the tolerance is left";
  return verdict;
}

}  // namespace seep
