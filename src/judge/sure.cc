#include "judge/sure.h"

#include <algorithm>

#include "judge/evenness.h"
#include "judge/expected_cache.h"
#include "judge/new_keys.h"

namespace seep {
namespace {

// Since the first judged reading, at the slowest pace that the readings allow; a warm-up is none of
// it.
double SustainedBytes(const RunResult& result, const MeterVerdict& judged) {
  const double range = judged.points.back().x - judged.points.front().x;
  return std::min(judged.verdict.slope.low * range, GrowthInAll(result, judged.meter));
}

}  // namespace

bool RequestsAreTheSame(const RunResult& result) {
  return result.per == "request" && result.plan.load_command.empty() && !BringsNewKeys(result);
}

bool SureByItsSize(const RunResult& result, const MeterVerdict& judged) {
  if (judged.verdict.outcome != Outcome::kLeak || judged.points.empty()) return false;
  const bool counted = judged.meter == Meter::kRuntimeHeap ||
                       (judged.meter == Meter::kLiveHeap && GrowsEvenly(result));
  return counted && RequestsAreTheSame(result) && judged.verdict.slope.low >= kSureRequestBytes &&
         SustainedBytes(result, judged) >= kSureGrowthBytes;
}

}  // namespace seep
