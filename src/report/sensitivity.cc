#include "report/sensitivity.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/growth.h"

namespace seep {
namespace {

bool IsClean(const MeterVerdict& judged) { return judged.verdict.outcome == Outcome::kClean; }

}  // namespace

std::string Sensitivity(const RunResult& result) {
  const MeterVerdict* live = result.Judged(Meter::kLiveHeap);
  const MeterVerdict* runtime = result.Judged(Meter::kRuntimeHeap);
  const MeterVerdict* held = result.Judged(Meter::kHeldBytes);
  if (held == nullptr) return "";
  const auto bound = [](const MeterVerdict& judged) {
    return FormatAmount(judged.meter, std::max(judged.verdict.slope.high, 0.0));
  };
  // What both heaps hold says more than pages, where it is known.
  if (runtime != nullptr && live != nullptr && IsClean(*runtime) && IsClean(*live)) {
    return fmt::format("{} {} in the runtime heap, or {} in the live heap", bound(*runtime),
                       Each(result.per), bound(*live));
  }
  // What the live heap holds is in anonymous memory too.
  if (live == nullptr || live->verdict.slope.high >= held->verdict.slope.high)
    return fmt::format("{} {}", bound(*held), Each(result.per));
  return fmt::format("{} {} in the live heap, or {} elsewhere", bound(*live), Each(result.per),
                     bound(*held));
}

}  // namespace seep
