#include "judge/judge_series.h"

#include <fmt/format.h>

#include "base/check.h"
#include "judge/judge.h"
#include "judge/tolerance.h"
#include "stats/decision.h"
#include "stats/trend.h"

namespace seep {
namespace {

// No requests are sent here: what would decide is more of the record.
std::string InReadings(std::string reason) {
  static constexpr std::string_view kFrom = "requests";
  for (size_t at = 0; (at = reason.find(kFrom, at)) != std::string::npos;) {
    reason.replace(at, kFrom.size(), "readings");
  }
  return reason;
}

}  // namespace

void JudgeSeries(RunResult& result) {
  CHECK(result.series);
  const RecordedSeries& series = *result.series;
  const bool by_time = series.per == "second";
  MeterVerdict judged;
  judged.meter = Meter::kHeldBytes;
  judged.points = FromZero(series.points);
  judged.tolerance = DefaultTolerance(judged.meter, by_time ? "second" : "request");
  judged.tolerance.resolution = series.resolution;
  if (result.plan.tolerance) judged.tolerance.slope = *result.plan.tolerance;
  judged.verdict = Decide(judged.points, judged.tolerance);
  judged.verdict.reason = InReadings(judged.verdict.reason);
  if (judged.verdict.outcome == Outcome::kInconclusive) {
    judged.verdict.reason +=
        fmt::format(" (there are {}; twice as many may do)", series.points.size());
  }
  result.per = series.per;
  result.seconds = by_time && !judged.points.empty() ? judged.points.back().x : 0;
  result.outcome = judged.verdict.outcome;
  result.reason = judged.verdict.reason;
  result.meters = {std::move(judged)};
  result.warnings = series.notes;
}

}  // namespace seep
