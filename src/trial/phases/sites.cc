#include "trial/phases/sites.h"

#include "judge/judge.h"
#include "trial/mixed_sites.h"
#include "trial/runtime_sites.h"
#include "trial/site_pass.h"
#include "trial/site_rounds.h"

namespace seep {
namespace {

// What was sent for the call stacks is one long round more, after which it was no leak.
Next TakeBack(Rig& rig, LoadResult load) {
  RunResult& result = rig.result();
  Round round;
  round.load = std::move(load);
  result.load.Add(round.load);
  if (!rig.ReadSample(round.sample, false)) return Next::kEnd;
  rig.Keep(std::move(round));
  result.mappings.clear();
  rig.NoteVerdict(false);
  Judge(result);
  return rig.HasBudget() ? Next::kMeasure : Next::kConclude;
}

}  // namespace

Next SitesPhase::Run(Rig& rig) {
  RunResult& result = rig.result();
  if (rig.with().runtime != nullptr && WantsRuntimeSites(result)) {
    rig.Show(TrialProgress::Phase::kSites);
    SitePass pass = FollowRuntimeSites(rig.plan(), rig.with(), rig.stop(), result).pass;
    const bool found = SiteFound(pass);
    const bool all = !LeavesBlocks(result, pass);
    if (pass.rounds > 0) {
      result.sites = std::move(pass);
    } else {
      result.sites_note = pass.problem;
    }
    if (found && all) return Next::kConclude;
  }
  if (rig.with().heap == nullptr || !WantsSites(result)) return Next::kOn;
  rig.Show(TrialProgress::Phase::kSites);
  Followed followed = FollowSites(rig.plan(), rig.with(), rig.stop(), result);
  const bool mixed = result.sites && SiteFound(*result.sites);
  if (!mixed && StoppedGrowing(result, followed)) return TakeBack(rig, std::move(followed.load));
  result.sites =
      mixed ? Mixed(std::move(*result.sites), std::move(followed.pass)) : std::move(followed.pass);
  return Next::kConclude;
}

}  // namespace seep
