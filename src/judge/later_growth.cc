#include "judge/later_growth.h"

#include <span>

#include "judge/judged_rounds.h"

namespace seep {

HeapGrowth LaterHeapGrowth(const RunResult& result) {
  const std::span<const Round> rounds = JudgedRounds(result);
  if (rounds.empty()) return {};
  const HeapCounts& middle = *rounds[rounds.size() / 2].sample.heap;
  const HeapCounts& last = *rounds.back().sample.heap;
  return {.blocks = static_cast<double>(last.blocks - middle.blocks),
          .bytes = static_cast<double>(last.usable_bytes - middle.usable_bytes)};
}

}  // namespace seep
