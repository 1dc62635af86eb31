#include "trial/budget.h"

#include <algorithm>

#include "judge/judge.h"
#include "judge/memory_max.h"
#include "judge/with_time.h"

namespace seep {

double Budget::Share(double elapsed) const {
  return std::max(elapsed / Seconds(plan_.time_max), RequestShare());
}

double Budget::ShownShare(double elapsed) const {
  return std::min(std::max(elapsed / Seconds(TimeMax()), RequestShare()), 1.0);
}

double Budget::WholeShare(double elapsed) const {
  return std::min(std::max(elapsed / WholeSeconds(), RequestShare()), 1.0);
}

double Budget::SecondsLeftOfAll(double elapsed) const { return WholeSeconds() - elapsed; }

bool Budget::Left(double elapsed) {
  if (MemoryUsedUp(result_)) return false;
  if (!more_time_ && Share(elapsed) >= 1) more_time_ = IsWorthMore(elapsed);
  return RequestShare() < 1 && elapsed < Seconds(TimeMax());
}

double Budget::RequestShare() const {
  if (plan_.requests_max == 0) return 0;
  return static_cast<double>(result_.load.requests) / static_cast<double>(plan_.requests_max);
}

milliseconds Budget::TimeMax() const {
  return more_time_ ? plan_.time_max + plan_.time_more : plan_.time_max;
}

double Budget::WholeSeconds() const {
  return Seconds(plan_.full ? plan_.time_max : plan_.time_max + plan_.time_more);
}

// More requests may decide what is undecided now; but not what grows with time.
bool Budget::IsWorthMore(double elapsed) {
  if (plan_.full || plan_.time_more.count() == 0) return false;
  Judge(result_);
  return !Settled(result_, Share(elapsed)) &&
         std::none_of(result_.meters.begin(), result_.meters.end(), [&](const auto& judged) {
           return judged.verdict.outcome == Outcome::kInconclusive &&
                  judged.verdict.growth > judged.tolerance.floor &&
                  CertainlyGrowsWithTime(result_, judged);
         });
}

}  // namespace seep
