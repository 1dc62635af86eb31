#include "trial/phases/replay.h"

#include <algorithm>
#include <vector>

#include "judge/exhausted.h"
#include "judge/judge.h"
#include "judge/replay.h"

namespace seep {
namespace {

// Of the last rounds that sent new keys and whose visitors are remembered, in their order.
std::vector<RoundBounds> LastBounds(Rig& rig) {
  const RunResult& result = rig.result();
  std::vector<RoundBounds> bounds;
  uint64_t remembered = 0;
  for (const LoadGenerator* leg : rig.with().legs)
    remembered = std::max(remembered, leg->RemembersFrom());
  for (auto round = result.rounds.rbegin();
       round != result.rounds.rend() && bounds.size() < kReplayRounds; ++round) {
    if (round->idle || round->replayed) continue;
    const uint64_t first = round->sample.requests - round->load.requests;
    if (first < remembered) break;
    bounds.push_back(
        {.first = first, .requests = round->load.requests, .duration = {}, .returning = true});
  }
  std::reverse(bounds.begin(), bounds.end());
  return bounds;
}

}  // namespace

Next ReplayPhase::Run(Rig& rig) {
  RunResult& result = rig.result();
  if (!WantsReplay(result)) return Next::kOn;
  rig.CollectAnew();
  for (const RoundBounds& bounds : LastBounds(rig)) {
    if (rig.ReplayRound(bounds)) continue;
    return DescriptorsExhausted(result) ? Next::kConclude : Next::kEnd;
  }
  Judge(result);
  return Next::kOn;
}

}  // namespace seep
