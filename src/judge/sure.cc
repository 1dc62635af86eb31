#include "judge/sure.h"

#include <algorithm>
#include <string>

#include "judge/evenness.h"
#include "judge/expected_cache.h"
#include "judge/new_keys.h"

namespace seep {
namespace {

// A brace that is no placeholder costs patience, and no more.
bool MayVary(const std::string& text) { return text.find('{') != std::string::npos; }

bool MayVary(const RequestSpec& request) {
  return MayVary(request.target) || MayVary(request.body) ||
         std::any_of(request.headers.begin(), request.headers.end(),
                     [](const auto& header) { return MayVary(header.second); });
}

// Since the first judged reading, at the slowest pace that the readings allow; a warm-up is none of
// it.
double SustainedBytes(const RunResult& result, const MeterVerdict& judged) {
  const double range = judged.points.back().x - judged.points.front().x;
  return std::min(judged.verdict.slope.low * range, GrowthInAll(result, judged.meter));
}

}  // namespace

bool RequestsAreTheSame(const RunResult& result) {
  const Plan& plan = result.plan;
  return result.per == "request" && plan.load_command.empty() && !BringsNewKeys(result) &&
         !MayVary(plan.traffic.request) &&
         std::none_of(plan.traffic.replay.begin(), plan.traffic.replay.end(),
                      [](const RequestSpec& request) { return MayVary(request); });
}

bool SureByItsSize(const RunResult& result, const MeterVerdict& judged) {
  if (judged.verdict.outcome != Outcome::kLeak || judged.points.empty()) return false;
  const bool counted = judged.meter == Meter::kRuntimeHeap ||
                       (judged.meter == Meter::kLiveHeap && GrowsEvenly(result));
  return counted && RequestsAreTheSame(result) && judged.verdict.slope.low >= kSureRequestBytes &&
         SustainedBytes(result, judged) >= kSureGrowthBytes;
}

}  // namespace seep
