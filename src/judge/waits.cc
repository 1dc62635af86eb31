#include "judge/waits.h"

#include "judge/judged_rounds.h"
#include "judge/runtime_heap.h"

namespace seep {

std::vector<const Sample*> AtTheEndsOfWaits(const RunResult& result) {
  std::vector<const Sample*> ends;
  bool waiting = false;
  for (const Round& round : JudgedRounds(result)) {
    if (!round.idle) waiting = false;
    if (!round.cooling) continue;
    if (waiting) ends.pop_back();
    ends.push_back(&round.sample);
    waiting = true;
  }
  return ends;
}

std::vector<const Sample*> BeforeWaits(const RunResult& result, Meter meter) {
  std::vector<const Sample*> before;
  for (const Round& round : JudgedRounds(result)) {
    if (round.cooling) break;
    if (round.idle || round.Unanswered() || !Counts(result, meter, round.sample)) continue;
    before.push_back(&round.sample);
  }
  return before;
}

}  // namespace seep
