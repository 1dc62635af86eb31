#include "judge/no_sites.h"

#include "model/leading.h"

namespace seep {

std::string NoSites(const RunResult& result) {
  const MeterVerdict* leading = LeadingMeter(result);
  if (leading == nullptr || result.sites || result.failure || result.per != "request") return "";
  if (!InBytes(leading->meter) && !OfRuntime(leading->meter))
    return "what grows is not memory, and call stacks are taken only for malloc's blocks";
  if (!result.plan.sites) return "they were not asked for (--no-sites)";
  if (OfRuntime(leading->meter)) return "the runtime was not asked for them";
  if (result.Judged(Meter::kLiveHeap) == nullptr) {
    if (result.plan.heap == HeapMode::kOff) return "the live heap is not counted (--heap off)";
    const std::string why = result.heap_note.empty() ? "" : ": " + result.heap_note;
    return "the live heap is not counted" + why;
  }
  if (result.interrupted) return "the run was interrupted before they were taken";
  return "what grows is not allocated with malloc, and call stacks are taken only for malloc's "
         "blocks";
}

}  // namespace seep
