#include "judge/native_blocks.h"

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "judge/readings.h"
#include "judge/runtime_heap.h"
#include "judge/tolerance.h"
#include "stats/flat_end.h"
#include "stats/trend.h"

namespace seep {
namespace {

bool Lower(const Point& a, const Point& b) { return a.y < b.y; }

double Peak(std::span<const Point> points) {
  return std::max_element(points.begin(), points.end(), Lower)->y;
}

double Floor(std::span<const Point> points) {
  return std::min_element(points.begin(), points.end(), Lower)->y;
}

double Range(std::span<const Point> points) { return points.back().x - points.front().x; }

// The peaks from the first half to the later one, or the floors from one half of that to the other:
// what was freed meanwhile would have to hide a leak from both.
bool Rises(std::span<const Point> points, const Tolerance& tolerance) {
  const size_t half = IndexAt(points, 0.5);
  const size_t three_quarters = IndexAt(points, 0.75);
  if (half == 0 || three_quarters <= half || three_quarters >= points.size()) return true;
  const auto later = points.subspan(half);
  const auto third = points.subspan(half, three_quarters - half);
  const auto last = points.subspan(three_quarters);
  return Peak(later) - Peak(points.first(half)) > tolerance.slope * Range(later) ||
         Floor(last) - Floor(third) > tolerance.slope * Range(last);
}

// Without what its threads have: threads that end would hide what stays. What each has is the
// middle of what came and went with them.
std::vector<Point> WithoutThreads(const RunResult& result, const std::vector<Point>& bytes) {
  const std::vector<Point> threads = Readings(
      result, Meter::kLiveHeap, [](const Sample& sample) { return Read(Meter::kThreads, sample); });
  CHECK(threads.size() == bytes.size());  // both are of the meter's readings
  std::vector<double> each;
  for (size_t i = 1; i < bytes.size(); ++i) {
    const double more = threads[i].y - threads[i - 1].y;
    if (more != 0) each.push_back((bytes[i].y - bytes[i - 1].y) / more);
  }
  const double of_each = each.empty() ? 0 : std::max(Median(each), 0.0);
  std::vector<Point> rest = bytes;
  for (size_t i = 0; i < rest.size(); ++i) rest[i].y -= of_each * threads[i].y;
  return rest;
}

}  // namespace

std::optional<Verdict> CleanByBlocks(const RunResult& result, const MeterVerdict& judged,
                                     const Evidence& evidence) {
  const std::vector<Point>& bytes = judged.points;
  if (judged.meter != Meter::kLiveHeap || judged.verdict.outcome != Outcome::kInconclusive ||
      judged.verdict.judged_from == 0 || !RuntimeAnswers(result) ||
      Rises(bytes, judged.tolerance) || Rises(WithoutThreads(result, bytes), judged.tolerance))
    return std::nullopt;
  const std::vector<Point> blocks = Readings(result, judged.meter, [](const Sample& sample) {
    return static_cast<double>(sample.heap->blocks);
  });
  const Tolerance tolerance = DefaultTolerance(Meter::kRuntimeObjects, result.per);
  Verdict verdict = result.plan.different_requests > 1
                        ? Decide(FromZero(blocks), tolerance, evidence)
                        : Decide(blocks, tolerance, evidence);
  // How large those are that stay is not known: a few may be much.
  if (verdict.outcome != Outcome::kClean || verdict.slope.low > 0 || blocks.back().y <= 0)
    return std::nullopt;
  const double mean = bytes.back().y / blocks.back().y;
  verdict.slope = {.estimate = verdict.slope.estimate * mean,
                   .low = verdict.slope.low * mean,
                   .high = verdict.slope.high * mean};
  verdict.growth = bytes.back().y - bytes[verdict.judged_from].y;
  return verdict;
}

}  // namespace seep
