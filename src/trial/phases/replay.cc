#include "trial/phases/replay.h"

#include <algorithm>
#include <vector>

#include "judge/exhausted.h"
#include "judge/judge.h"
#include "judge/replay.h"

namespace seep {
namespace {

// Of the last rounds that sent new keys, in their order.
std::vector<RoundBounds> LastBounds(const RunResult& result) {
  std::vector<RoundBounds> bounds;
  for (auto round = result.rounds.rbegin();
       round != result.rounds.rend() && bounds.size() < kReplayRounds; ++round) {
    if (round->idle || round->replayed) continue;
    bounds.push_back({.first = round->sample.requests - round->load.requests,
                      .requests = round->load.requests,
                      .duration = {}});
  }
  std::reverse(bounds.begin(), bounds.end());
  return bounds;
}

}  // namespace

Next ReplayPhase::Run(Rig& rig) {
  RunResult& result = rig.result();
  if (!WantsReplay(result)) return Next::kOn;
  rig.CollectAnew();
  for (const RoundBounds& bounds : LastBounds(result)) {
    if (rig.ReplayRound(bounds)) continue;
    return DescriptorsExhausted(result) ? Next::kConclude : Next::kEnd;
  }
  Judge(result);
  return Next::kOn;
}

}  // namespace seep
