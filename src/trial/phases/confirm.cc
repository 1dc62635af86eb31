#include "trial/phases/confirm.h"

#include "judge/exhausted.h"
#include "trial/dose_plan.h"
#include "trial/phases/cool_down.h"
#include "trial/phases/parts.h"
#include "trial/phases/pauses.h"
#include "trial/phases/replay.h"

namespace seep {

ConfirmPhase::ConfirmPhase() {
  questions_.push_back(std::make_unique<PartsPhase>());
  questions_.push_back(std::make_unique<CoolDownPhase>());
  questions_.push_back(std::make_unique<PausesPhase>());
  questions_.push_back(std::make_unique<ReplayPhase>());
}

Next ConfirmPhase::Run(Rig& rig) {
  RunResult& result = rig.result();
  if (DescriptorsExhausted(result)) return Next::kConclude;
  if (rig.IsDecidedClean() || !GrowthIsJudged(result)) return Next::kOn;
  const bool leak = result.outcome == Outcome::kLeak;
  for (const auto& question : questions_) {
    if (const Next next = question->Run(rig); next != Next::kOn) return next;
  }
  if (rig.Stopped()) return Next::kEnd;
  if (DescriptorsExhausted(result)) return Next::kConclude;
  const bool dissolved = leak && result.outcome != Outcome::kLeak;
  return dissolved && rig.HasBudget() ? Next::kMeasure : Next::kOn;
}

}  // namespace seep
