#include "trial/judge.h"

#include <fmt/format.h>

#include "base/units.h"
#include "stats/decision.h"

namespace seep {
namespace {

constexpr double kPageBytes = 4096;
// Growth in an idle pause at this share of the pace under traffic or more is growth with time.
constexpr double kIdleShare = 0.5;

std::vector<Point> Series(const RunResult& result, Meter meter) {
  std::vector<Point> points;
  for (const Round& round : result.rounds) {
    if (round.idle) continue;
    const double x =
        result.per == "request" ? static_cast<double>(round.sample.requests) : round.sample.seconds;
    if (!points.empty() && x <= points.back().x) continue;
    points.push_back({x, Read(meter, round.sample)});
  }
  return points;
}

bool GrowsWithTime(const RunResult& result) {
  return result.idle && result.idle->bytes_per_second_loaded > 0 &&
         result.idle->bytes_per_second_idle >= kIdleShare * result.idle->bytes_per_second_loaded;
}

MeterVerdict JudgeMeter(const RunResult& result, Meter meter) {
  MeterVerdict judged{.meter = meter,
                      .tolerance = DefaultTolerance(meter, result.per),
                      .points = Series(result, meter),
                      .verdict = {}};
  if (meter == Meter::kHeldBytes && result.plan.tolerance)
    judged.tolerance.slope = *result.plan.tolerance;
  judged.verdict = Decide(judged.points, judged.tolerance);
  if (meter == Meter::kHeldBytes && judged.verdict.outcome == Outcome::kLeak &&
      GrowsWithTime(result)) {
    judged.verdict.outcome = Outcome::kInconclusive;
    judged.verdict.reason = fmt::format(
        "it grows with time, not with requests: by {}/s while none was sent; `seep watch` judges "
        "that",
        FormatBytes(result.idle->bytes_per_second_idle));
  }
  return judged;
}

// The meter that decides: the first that leaks, else the first that is not clean, else the first.
const MeterVerdict& Deciding(const std::vector<MeterVerdict>& meters) {
  for (const Outcome wanted : {Outcome::kLeak, Outcome::kInconclusive}) {
    for (const MeterVerdict& meter : meters) {
      if (meter.verdict.outcome == wanted) return meter;
    }
  }
  return meters.front();
}

}  // namespace

Tolerance DefaultTolerance(Meter meter, std::string_view per) {
  const bool per_request = per == "request";
  if (meter == Meter::kHeldBytes) {
    // 8 B a request is 8 MB a million requests; 1 KiB/s is 88 MB a day.
    return {.slope = per_request ? 8.0 : 1024.0,
            .floor = per_request ? 32.0 * 1024 : 16.0 * 1024,
            .resolution = kPageBytes};
  }
  return {.slope = per_request ? 0.001 : 0.1, .floor = per_request ? 4.0 : 2.0, .resolution = 1};
}

void Judge(RunResult& result) {
  result.meters.clear();
  for (const Meter meter : kMeters) result.meters.push_back(JudgeMeter(result, meter));
  const MeterVerdict& deciding = Deciding(result.meters);
  result.outcome = deciding.verdict.outcome;
  result.reason = fmt::format("{}: {}", Title(deciding.meter), deciding.verdict.reason);
}

}  // namespace seep
