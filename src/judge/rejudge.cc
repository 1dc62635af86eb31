#include "judge/rejudge.h"

#include <fmt/format.h>

#include <algorithm>

#include "judge/advice.h"
#include "judge/answers.h"
#include "judge/cause.h"
#include "judge/judge.h"
#include "judge/judge_series.h"
#include "judge/no_sites.h"

namespace seep {
namespace {

// Of the plan's time or requests, whichever is used up further; a plan without bounds, as a
// recorded process has, is used up.
double BudgetShare(const RunResult& result) {
  const double time_max = Seconds(result.plan.time_max);
  double share = time_max > 0 ? result.seconds / time_max : 1;
  if (result.plan.requests_max != 0) {
    share = std::max(share, static_cast<double>(result.load.requests) /
                                static_cast<double>(result.plan.requests_max));
  }
  return share;
}

void HoldBackEarlyLeak(RunResult& result) {
  const double share = BudgetShare(result);
  if (result.interrupted) {
    result.reason = "interrupted too early to tell; so far, " + result.reason;
  } else if (!Settled(result, share)) {
    result.reason =
        fmt::format("the run ended at {:.0f} % of its budget, too early to tell; so far, {}",
                    std::min(share, 1.0) * 100, result.reason);
    result.reason += Advice(result);
  } else {
    return;
  }
  result.outcome = Outcome::kInconclusive;
}

void WarnOfMissingPause(RunResult& result) {
  const MeterVerdict* leak = result.Judged(Outcome::kLeak);
  if (result.outcome != Outcome::kLeak || result.idle || leak == nullptr || !InBytes(leak->meter))
    return;
  result.warnings.push_back(
      "the run was not a LEAK when it was recorded, so it has no pause without requests, and "
      "growth with time would look the same");
}

}  // namespace

void Rejudge(RunResult& result) {
  if (result.failure) return;
  if (result.series) return JudgeSeries(result);
  const Outcome recorded = result.outcome;
  Judge(result);
  if (result.per == "request" && result.outcome == Outcome::kLeak && recorded != Outcome::kLeak) {
    HoldBackEarlyLeak(result);
    WarnOfMissingPause(result);
  }
  result.cause = Cause(result);
  JudgeAnswers(result);
  // What options left the sites out is not recorded, but as this.
  if (result.outcome != Outcome::kLeak || result.sites_note.empty())
    result.sites_note = NoSites(result);
}

}  // namespace seep
