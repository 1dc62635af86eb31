#include "judge/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "judge/comparable.h"
#include "stats/difference.h"

namespace seep {
namespace {

// See Compare.
constexpr double kMarginShare = 0.1;

bool HasSlope(const Verdict& verdict) { return verdict.judged_from > 0 && verdict.confidence > 0; }

// A base that shrinks counts as one that does not grow.
Slope NotNegative(const Slope& slope) {
  return {.estimate = std::max(0.0, slope.estimate),
          .low = std::max(0.0, slope.low),
          .high = std::max(0.0, slope.high)};
}

Slope AtMost(const Slope& slope, double bound) {
  return {.estimate = std::min(bound, slope.estimate),
          .low = std::min(bound, slope.low),
          .high = std::min(bound, slope.high)};
}

// One meter of one run.
struct Growing {
  const Verdict& verdict;
  bool leaks;  // the run does, by this meter

  Growing(const RunResult& result, const MeterVerdict& judged)
      : verdict(judged.verdict),
        leaks(result.outcome == Outcome::kLeak && judged.verdict.outcome == Outcome::kLeak) {}
};

std::string WhyOpen(const Growing& base, const Growing& changed, const MeterComparison& compared) {
  if (compared.difference.low > compared.margin) {
    return "it grew by more than the baseline did, but is not a leak by itself: " +
           changed.verdict.reason;
  }
  if (base.verdict.outcome == Outcome::kInconclusive)
    return "the baseline's own growth is not certain: " + base.verdict.reason;
  return "the difference is not known well enough; more requests would decide";
}

void Decide(const Growing& base, const Growing& changed, double tolerance,
            MeterComparison& compared) {
  if (!HasSlope(base.verdict) || !HasSlope(changed.verdict)) {
    compared.reason = fmt::format("too few readings in {}; more requests would decide",
                                  HasSlope(base.verdict) ? "this run" : "the baseline");
    return;
  }
  const Slope growth = NotNegative(base.verdict.slope);
  const Slope counted = base.leaks ? growth : AtMost(growth, tolerance);
  compared.confidence = changed.verdict.confidence;
  compared.difference = Difference(growth, changed.verdict.slope);
  compared.margin = std::max(tolerance, base.leaks ? kMarginShare * growth.estimate : 0);
  if (Difference(counted, changed.verdict.slope).high < compared.margin) {
    compared.change = Change::kNotWorse;
    compared.reason = base.leaks && changed.leaks ? "it grows as the baseline does"
                                                  : "no more growth than the baseline's";
  } else if (compared.difference.low > compared.margin && changed.leaks) {
    compared.change = Change::kWorse;
    compared.reason = "it grows by more than the baseline does";
  } else {
    compared.reason = WhyOpen(base, changed, compared);
  }
}

const MeterComparison* FirstWith(const Comparison& comparison, Change change) {
  const auto found = std::find_if(comparison.meters.begin(), comparison.meters.end(),
                                  [&](const auto& m) { return m.change == change; });
  return found == comparison.meters.end() ? nullptr : &*found;
}

// A meter that leaks, and that the base was not judged by.
const MeterVerdict* LeakWithoutBase(const RunResult& base, const RunResult& changed) {
  for (const MeterVerdict& judged : changed.meters) {
    if (judged.verdict.outcome == Outcome::kLeak && base.Judged(judged.meter) == nullptr)
      return &judged;
  }
  return nullptr;
}

// What would decide, for a reason that says only that more requests would.
std::string Longer(const RunResult& base, const RunResult& changed) {
  const double seconds = std::max(base.After().seconds, changed.After().seconds);
  return base.series || changed.series
             ? ""
             : fmt::format(" (both with -t {:.0f}s)", std::ceil(2 * seconds));
}

void Conclude(const RunResult& base, const RunResult& changed, Comparison& comparison) {
  const auto conclude = [&](Change change, std::string reason) {
    comparison.change = change;
    comparison.reason = std::move(reason);
  };
  const auto named = [](const MeterComparison& meter) {
    return fmt::format("{}: {}", Title(meter.meter), meter.reason);
  };
  if (changed.outcome == Outcome::kClean) return conclude(Change::kNotWorse, "it does not leak");
  const MeterComparison* worse = FirstWith(comparison, Change::kWorse);
  if (worse != nullptr) return conclude(Change::kWorse, named(*worse));
  if (const MeterVerdict* leak = LeakWithoutBase(base, changed)) {
    return conclude(
        Change::kInconclusive,
        fmt::format("{}: it leaks, and the baseline does not tell whether it leaked there too",
                    Title(leak->meter)));
  }
  if (const MeterComparison* open = FirstWith(comparison, Change::kInconclusive))
    return conclude(Change::kInconclusive, named(*open) + Longer(base, changed));
  if (comparison.meters.empty())
    return conclude(Change::kInconclusive, "the runs have no meter in common");
  conclude(Change::kNotWorse, changed.outcome == Outcome::kLeak
                                  ? "it leaks as the baseline does"
                                  : "no more growth than the baseline's");
}

}  // namespace

Comparison Compare(const RunResult& base, const RunResult& changed) {
  Comparison comparison;
  comparison.per = changed.per;
  comparison.base_outcome = base.outcome;
  comparison.changed_outcome = changed.outcome;
  comparison.warnings = ComparisonWarnings(base, changed);
  for (const MeterVerdict& judged : changed.meters) {
    const MeterVerdict* before = base.Judged(judged.meter);
    if (before == nullptr) continue;
    MeterComparison& compared = comparison.meters.emplace_back();
    compared.meter = judged.meter;
    compared.base = before->verdict.slope;
    compared.changed = judged.verdict.slope;
    Decide({base, *before}, {changed, judged}, judged.tolerance.slope, compared);
  }
  Conclude(base, changed, comparison);
  return comparison;
}

}  // namespace seep
