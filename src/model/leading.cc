#include "model/leading.h"

namespace seep {
namespace {

// Of what anonymous memory grows by.
constexpr double kExplains = 0.5;

// It leaks, or would if something did not object that has to do with when and not with whether.
bool Grows(const MeterVerdict& judged) {
  const Verdict& verdict = judged.verdict;
  if (verdict.outcome == Outcome::kLeak) return true;
  return verdict.outcome == Outcome::kInconclusive && !judged.by_key &&
         verdict.law == GrowthLaw::kSustained && verdict.judged_from > 0 &&
         verdict.slope.low > judged.tolerance.slope && verdict.growth > judged.tolerance.floor;
}

double Pace(const MeterVerdict* judged) {
  return judged == nullptr ? 0 : judged->verdict.slope.estimate;
}

}  // namespace

const MeterVerdict* LeadingMeter(const RunResult& result) {
  if (result.outcome != Outcome::kLeak) return nullptr;
  const auto growing = [&](Meter meter) -> const MeterVerdict* {
    const MeterVerdict* judged = result.Judged(meter);
    return judged != nullptr && Grows(*judged) ? judged : nullptr;
  };
  const MeterVerdict* held = growing(Meter::kHeldBytes);
  const MeterVerdict* live = growing(Meter::kLiveHeap);
  // Objects whose bytes are not known: pages say how many, where they do.
  const MeterVerdict* objects = growing(Meter::kRuntimeObjects);
  if (objects != nullptr && growing(Meter::kRuntimeHeap) == nullptr &&
      objects->verdict.outcome == Outcome::kLeak &&
      (live == nullptr || live->verdict.outcome != Outcome::kLeak))
    return held != nullptr ? held : objects;
  const MeterVerdict* runtime = growing(Meter::kRuntimeHeap);
  const MeterVerdict* counted = Pace(runtime) > Pace(live) ? runtime : live;
  if (counted != nullptr && (held == nullptr || Pace(counted) >= kExplains * Pace(held)))
    return counted;
  return held != nullptr ? held : result.Judged(Outcome::kLeak);
}

}  // namespace seep
