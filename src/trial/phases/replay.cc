#include "trial/phases/replay.h"

#include <algorithm>
#include <optional>

#include "judge/exhausted.h"
#include "judge/judge.h"
#include "judge/replay.h"

namespace seep {
namespace {

// So few that a cache of a few entries has them all: of one that holds fewer than are sent again,
// the oldest go out before their turn comes, and each is new to it. With several requests, all of
// them, in their order.
constexpr uint64_t kKeys = 16;

uint64_t KeysOf(const RunResult& result) {
  const uint64_t different = std::max<uint64_t>(result.plan.different_requests, 1);
  return different * ((kKeys + different - 1) / different);
}

// Such keys of the last round, over and over, in a round as large. Nothing where they are not
// remembered any more. The newest are left out: what is sent at once may reach into them.
std::optional<RoundBounds> LastKeys(Rig& rig) {
  const RunResult& result = rig.result();
  uint64_t remembered = 0;
  for (const LoadGenerator* leg : rig.with().legs)
    remembered = std::max(remembered, leg->RemembersFrom());
  const auto last = std::find_if(result.rounds.rbegin(), result.rounds.rend(),
                                 [](const Round& round) { return !round.idle && !round.replayed; });
  const uint64_t keys = KeysOf(result);
  if (last == result.rounds.rend() || last->sample.requests < remembered + 2 * keys)
    return std::nullopt;
  return RoundBounds{.first = last->sample.requests - 2 * keys,
                     .requests = last->load.requests,
                     .returning = true,
                     .period = keys};
}

}  // namespace

Next ReplayPhase::Run(Rig& rig) {
  RunResult& result = rig.result();
  if (!WantsReplay(result)) return Next::kOn;
  rig.CollectAnew();
  const std::optional<RoundBounds> keys = LastKeys(rig);
  for (size_t i = 0; keys && i < kReplayRounds; ++i) {
    if (rig.ReplayRound(*keys)) continue;
    return DescriptorsExhausted(result) ? Next::kConclude : Next::kEnd;
  }
  Judge(result);
  return Next::kOn;
}

}  // namespace seep
