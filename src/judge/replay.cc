#include "judge/replay.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>
#include <vector>

#include "base/units.h"
#include "judge/advice.h"
#include "judge/amount.h"
#include "judge/expected_cache.h"
#include "judge/new_keys.h"
#include "judge/runtime_heap.h"
#include "stats/trend.h"

namespace seep {
namespace {

using RoundIterator = std::vector<Round>::const_iterator;

// The last pass: [begin, end).
struct Pass {
  RoundIterator begin;
  RoundIterator end;
};

Pass LastPass(const RunResult& result) {
  const auto replayed = [](const Round& round) { return round.replayed; };
  const auto end = std::find_if(result.rounds.rbegin(), result.rounds.rend(), replayed).base();
  const auto begin =
      std::find_if_not(std::make_reverse_iterator(end), result.rounds.rend(), replayed).base();
  return {begin, end};
}

std::string AKey(const RunResult& result) {
  return fmt::format("new {}", fmt::join(result.new_keys, " or "));
}

bool NewVisitors(const RunResult& result) {
  return std::find(result.new_keys.begin(), result.new_keys.end(), "visitor") !=
         result.new_keys.end();
}

// Which run would tell a store with a bound from one without.
std::string WhatWouldTell(const RunResult& result) {
  if (result.keys_new_until > 0) {
    return fmt::format(
        "after {} requests hardly any is new; {} would show whether there is a bound",
        FormatCount(static_cast<int64_t>(result.keys_new_until)), UntilKeysAreOld(result));
  }
  std::string longer = "a longer run would show a bound" + LongerRun(result);
  if (NewVisitors(result) && result.plan.traffic.visitors == 0)
    longer += ", and --visitors 50 has the same ones come back";
  return longer;
}

// From the last reading before the pass on, by requests that were answered.
std::vector<Point> PointsOf(const RunResult& result, Meter meter) {
  const Pass pass = LastPass(result);
  std::vector<Point> points;
  if (pass.begin == pass.end || pass.begin == result.rounds.begin()) return points;
  for (auto round = std::prev(pass.begin); round != pass.end; ++round) {
    const Sample& sample = round->sample;
    if (!Counts(result, meter, sample)) continue;
    const auto x = static_cast<double>(sample.Answered());
    if (points.empty() || x > points.back().x) points.push_back({x, Read(meter, sample)});
  }
  return points;
}

Slope PaceOf(std::span<const Point> points, const MeterVerdict& judged) {
  const double requests = points.back().x - points.front().x;
  return SlopeOf(Increments(points), judged.verdict.confidence,
                 judged.tolerance.resolution / requests);
}

// Surely in the later half of the pass, too. Beside a store that has stopped growing, pools that
// still fill take some in the first: 1.6 B a request of HAProxy, where a new key takes 234 B.
bool GoesOn(const RunResult& result, const MeterVerdict& judged) {
  const std::vector<Point> points = PointsOf(result, judged.meter);
  const auto later = std::span(points).subspan(points.size() / 2);
  return later.size() > kIncrementsMin && PaceOf(later, judged).low > judged.tolerance.slope;
}

bool Undecided(const MeterVerdict& judged) {
  return judged.replay && !judged.by_key && judged.replay->slope.low <= judged.tolerance.slope;
}

}  // namespace

std::optional<ReplayGrowth> ReplayGrowthOf(const RunResult& result, const MeterVerdict& judged) {
  const std::vector<Point> points = PointsOf(result, judged.meter);
  if (points.size() <= kIncrementsMin) return std::nullopt;
  return ReplayGrowth{.requests = static_cast<uint64_t>(points.back().x - points.front().x),
                      .slope = PaceOf(points, judged)};
}

bool WantsReplay(const RunResult& result) {
  if (!BringsNewKeys(result) || result.plan.expect_cache_bytes == 0u) return false;
  const Pass pass = LastPass(result);
  if (pass.begin == pass.end) return result.outcome == Outcome::kLeak;
  const bool doubled = result.load.requests >= 2 * std::prev(pass.end)->sample.requests;
  return doubled && std::any_of(result.meters.begin(), result.meters.end(), Undecided);
}

std::optional<std::string> KeptByKey(const RunResult& result, MeterVerdict& judged) {
  if (!BringsNewKeys(result) || result.plan.expect_cache_bytes == 0u || !judged.replay)
    return std::nullopt;
  const Slope& again = judged.replay->slope;
  const double pace = judged.verdict.slope.estimate;
  const bool stopped = again.estimate < kStoppedShare * pace;
  const bool grows = again.low > judged.tolerance.slope;
  if (grows && (!stopped || GoesOn(result, judged))) return std::nullopt;
  const auto amount = [&](double value) { return Amount(judged.meter, value); };
  const double grown = InBytes(judged.meter) ? GrowthInAll(result, judged.meter) : 0;
  if (grown >= kCacheBytesMost) {
    judged.verdict.reason =
        fmt::format("it grows by {} a request with a {}, and no bound was seen up to {}",
                    amount(pace), AKey(result), amount(grown));
    return std::nullopt;
  }
  if (!stopped) {
    return fmt::format(
        "it grows by {} a request with a {}, and by {} ({} to {}) when the same ones come again, "
        "which is too uncertain to tell; a longer run would",
        amount(pace), AKey(result), amount(again.estimate), amount(again.low), amount(again.high));
  }
  judged.by_key = true;
  return fmt::format(
      "it keeps {} for each {}, and {} for those that come back, as a cache does, or a store "
      "without a bound; {}; --expect-cache 0 says that there is no cache",
      amount(pace), AKey(result), grows ? "ever less" : "nothing", WhatWouldTell(result));
}

}  // namespace seep
