#include "judge/expected_cache.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "judge/runtime_heap.h"

namespace seep {
namespace {

constexpr double kBeyondFull = 1.5;

}  // namespace

double GrowthInAll(const RunResult& result, Meter meter) {
  const auto last = std::find_if(result.rounds.rbegin(), result.rounds.rend(),
                                 [&](const Round& r) { return Counts(result, meter, r.sample); });
  const Sample& after = last == result.rounds.rend() ? result.first : last->sample;
  return Read(meter, after) - Read(meter, result.Before());
}

std::optional<std::string> FillsExpectedCache(const RunResult& result, const MeterVerdict& judged) {
  if (!result.plan.expect_cache_bytes || !InBytes(judged.meter) || result.rounds.empty())
    return std::nullopt;
  const auto expected = static_cast<double>(*result.plan.expect_cache_bytes);
  const double grown = GrowthInAll(result, judged.meter);
  const double slope = judged.verdict.slope.estimate;
  if (grown > expected || slope <= 0) return std::nullopt;
  const double requests = (expected - grown) / slope;
  const auto sent = static_cast<double>(std::max<uint64_t>(result.load.requests, 1));
  // Until it is full, and half as long again.
  const double seconds = kBeyondFull * result.After().seconds * (1 + requests / sent);
  return fmt::format(
      "it grew by {} of the {} that a cache may take, and has not stopped; enough requests to fill "
      "the cache would decide: at this pace {} more (-t {:.0f}s)",
      FormatBytes(grown), FormatBytes(expected), FormatCount(std::llround(requests)),
      std::ceil(seconds));
}

}  // namespace seep
