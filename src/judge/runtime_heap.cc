#include "judge/runtime_heap.h"

#include <algorithm>

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

bool FreeOfGarbage(const RunResult& result, const Sample& sample) {
  return sample.runtime.has_value() || !RuntimeAnswers(result);
}

bool RuntimeClears(const RunResult& result) {
  return !HasOtherHeaps(result) && IsClean(result.Judged(Meter::kRuntimeHeap)) &&
         IsClean(result.Judged(Meter::kLiveHeap));
}

bool OnlyPagesGrow(const RunResult& result, double held_growth) {
  const MeterVerdict* runtime = result.Judged(Meter::kRuntimeHeap);
  const MeterVerdict* live = result.Judged(Meter::kLiveHeap);
  if (runtime == nullptr || live == nullptr || HasOtherHeaps(result)) return false;
  return runtime->verdict.growth + live->verdict.growth < kExplains * held_growth;
}

}  // namespace seep
