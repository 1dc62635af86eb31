#include "report/growth_cell.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "model/leading.h"
#include "report/growth.h"

namespace seep {
namespace {

// What is shown of a run in which nothing grew: the first of them that there is.
constexpr std::array kShown = {Meter::kRuntimeHeap, Meter::kLiveHeap, Meter::kHeldBytes};

// Of memory that surely grew, that which is furthest beyond its tolerance, or next to it.
const MeterVerdict* MostGrown(const RunResult& run) {
  const MeterVerdict* most = nullptr;
  const auto share = [](const MeterVerdict& judged) {
    return judged.verdict.slope.low / judged.tolerance.slope;
  };
  for (const MeterVerdict& judged : run.meters) {
    const bool grew = InBytes(judged.meter) && judged.verdict.judged_from > 0 &&
                      judged.tolerance.slope > 0 && judged.verdict.slope.low > 0;
    if (grew && (most == nullptr || share(judged) > share(*most))) most = &judged;
  }
  return most;
}

const MeterVerdict* Shown(const RunResult& run) {
  if (const MeterVerdict* leading = LeadingMeter(run)) return leading;
  if (const MeterVerdict* grown = MostGrown(run)) return grown;
  for (const Meter meter : kShown) {
    if (const MeterVerdict* judged = run.Judged(meter)) return judged;
  }
  return nullptr;
}

}  // namespace

std::string GrowthCell(const RunResult& run) {
  const MeterVerdict* judged = Shown(run);
  if (run.failure || judged == nullptr || judged->verdict.judged_from == 0) return "-";
  const Slope& slope = judged->verdict.slope;
  std::string text =
      fmt::format("{} {}", Title(judged->meter), FormatSlope(judged->meter, slope.estimate));
  if (!IsUncertain(slope)) return text;
  const double half = std::max(slope.high - slope.estimate, slope.estimate - slope.low);
  return text + fmt::format(" ±{}", FormatAmount(judged->meter, half));
}

}  // namespace seep
