#include "trial/hunt.h"

#include <algorithm>

#include "trial/trial.h"

namespace seep {
namespace {

constexpr milliseconds kRunLeast{2'000};

// Its share of what is left to decide, at most as long as `seep run` has; and as long again while
// it is undecided, if that leaves the least to each of the others.
void SetTimes(Plan& plan, milliseconds left, size_t runs) {
  const Plan usual;
  const auto others = static_cast<int64_t>(runs) - 1;
  const milliseconds share = std::max(left / static_cast<int64_t>(runs), kRunLeast);
  plan.time_max = std::min(usual.time_max, share);
  const milliseconds most = std::min(2 * share, left - others * kRunLeast);
  plan.time_more = std::clamp(most - plan.time_max, milliseconds(0), milliseconds(usual.time_more));
}

// A leak that was found in less time than `seep run` takes may be a pool that fills: HAProxy's, of
// 300 KB, do so over 5,000 to 100,000 operations.
bool IsToBeConfirmed(const RunResult& run) {
  return run.outcome == Outcome::kLeak && !run.interrupted && !run.failure &&
         run.plan.time_max < Plan().time_max;
}

}  // namespace

bool NeverStarted(const HuntResult& hunt) {
  return hunt.runs.size() == 1 && hunt.runs[0].failure && hunt.runs[0].load.requests == 0;
}

HuntResult RunHunt(const HuntPlan& hunt, const std::stop_token& stop,
                   const HuntProgressFn& progress) {
  HuntResult result;
  const TimePoint begin = Clock::now();
  nanoseconds confirming(0);  // beside the others' time
  for (size_t i = 0; i < hunt.cases.size() && !stop.stop_requested(); ++i) {
    const auto spent = std::chrono::duration_cast<milliseconds>(Clock::now() - begin - confirming);
    Plan plan = hunt.plan;
    const HuntCase& one = hunt.cases[i];
    plan.legs = {{one.shape, 1}};
    if (!one.upstream.empty()) plan.helpers.insert(plan.helpers.begin(), one.upstream);
    plan.ready_answers = one.answers;
    plan.time_of_all = hunt.time_max;
    SetTimes(plan, hunt.time_max - spent, hunt.cases.size() - i);
    const auto run = [&] {
      return RunTrial(plan, stop, [&](const TrialProgress& now) {
        if (progress) progress(i, now);
      });
    };
    result.runs.push_back(run());
    if (IsToBeConfirmed(result.runs.back()) && confirming < hunt.time_max) {
      const TimePoint again = Clock::now();
      plan.time_max = Plan().time_max;
      plan.time_more = Plan().time_more;
      RunResult longer = run();
      if (!longer.interrupted) result.runs.back() = std::move(longer);
      confirming += Clock::now() - again;
    }
    if (NeverStarted(result)) break;
  }
  result.interrupted = stop.stop_requested();
  return result;
}

}  // namespace seep
