#include "judge/runtime_heap.h"

#include <algorithm>
#include <optional>

#include "judge/tolerance.h"

namespace seep {
namespace {

bool Asked(const RunResult& result) {
  return std::any_of(result.rounds.begin(), result.rounds.end(),
                     [](const Round& round) { return round.sample.runtime.has_value(); });
}

// Of growth, from which on a part explains it.
constexpr double kExplains = 0.5;

// Threads whose heap is in no meter but anonymous memory.
bool HasOtherHeaps(const RunResult& result) {
  return std::any_of(result.rounds.begin(), result.rounds.end(), [](const Round& round) {
    return round.sample.runtime && round.sample.runtime->threads_unseen > 0;
  });
}

// There is no live heap beside what the runtime says.
bool IsAlone(const RunResult& result) {
  return result.Judged(Meter::kLiveHeap) == nullptr &&
         std::all_of(result.rounds.begin(), result.rounds.end(), [](const Round& round) {
           return !round.sample.runtime || round.sample.runtime->alone;
         });
}

// Over the judged part. What goes up and down may end high, and has not grown for that.
double Growth(const MeterVerdict& judged) {
  return judged.verdict.slope.low > 0 ? judged.verdict.growth : 0;
}

// In bytes, or the most that it can be.
std::optional<double> RuntimeGrowth(const RunResult& result) {
  if (const MeterVerdict* heap = result.Judged(Meter::kRuntimeHeap)) return Growth(*heap);
  const MeterVerdict* objects = result.Judged(Meter::kRuntimeObjects);
  if (objects == nullptr) return std::nullopt;
  return Growth(*objects) * kObjectBytesMost;
}

bool IsClean(const MeterVerdict* judged) {
  return judged != nullptr && judged->verdict.outcome == Outcome::kClean;
}

}  // namespace

bool RuntimeAnswers(const RunResult& result) {
  return Asked(result) &&
         std::all_of(result.rounds.begin(), result.rounds.end(), [](const Round& round) {
           return !round.sample.runtime || round.sample.runtime->Complete();
         });
}

bool RuntimeSays(const RunResult& result, Meter meter) {
  return RuntimeAnswers(result) &&
         std::all_of(result.rounds.begin(), result.rounds.end(), [&](const Round& round) {
           return !round.sample.runtime || Has(meter, round.sample);
         });
}

bool Counts(const RunResult& result, Meter meter, const Sample& sample) {
  if (meter == Meter::kGoroutines) return Has(meter, sample);
  if (!InBytes(meter) && !OfRuntime(meter)) return true;
  return sample.runtime.has_value() || !RuntimeAnswers(result);
}

bool RuntimeClears(const RunResult& result) {
  const MeterVerdict* heap = result.Judged(Meter::kRuntimeHeap);
  const MeterVerdict* objects = result.Judged(Meter::kRuntimeObjects);
  if (heap == nullptr && objects == nullptr) return false;
  return !HasOtherHeaps(result) && (heap == nullptr || IsClean(heap)) &&
         (objects == nullptr || IsClean(objects)) &&
         (IsAlone(result) || IsClean(result.Judged(Meter::kLiveHeap)));
}

bool OnlyPagesGrow(const RunResult& result, double held_growth) {
  const std::optional<double> runtime = RuntimeGrowth(result);
  const MeterVerdict* live = result.Judged(Meter::kLiveHeap);
  if (!runtime || HasOtherHeaps(result) || (live == nullptr && !IsAlone(result))) return false;
  const double malloced = live == nullptr ? 0 : Growth(*live);
  return *runtime + malloced < kExplains * held_growth;
}

}  // namespace seep
