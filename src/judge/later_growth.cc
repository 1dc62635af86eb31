#include "judge/later_growth.h"

#include <span>

#include "judge/drain.h"
#include "judge/judged_rounds.h"

namespace seep {

HeapGrowth LaterHeapGrowth(const RunResult& result) {
  const std::span<const Round> rounds = JudgedRounds(result);
  const bool drains = ShareGone(result, Meter::kLiveHeap) >= kFallShare;
  HeapGrowth grown;
  for (size_t i = rounds.size() / 2 + 1; i < rounds.size(); ++i) {
    if (drains && rounds[i].cooling) continue;  // judged by itself
    const HeapCounts& before = *rounds[i - 1].sample.heap;
    const HeapCounts& after = *rounds[i].sample.heap;
    grown.blocks += static_cast<double>(after.blocks - before.blocks);
    grown.bytes += static_cast<double>(after.usable_bytes - before.usable_bytes);
  }
  return grown;
}

}  // namespace seep
