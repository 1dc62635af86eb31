#include "judge/vetoes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "judge/drain.h"
#include "judge/evenness.h"
#include "judge/exhausted.h"
#include "judge/expected_cache.h"
#include "judge/grows_since.h"
#include "judge/later_growth.h"
#include "judge/replay.h"
#include "judge/runtime_heap.h"
#include "judge/with_time.h"
#include "stats/looks.h"

namespace seep {
namespace {

using Reason = std::optional<std::string>;

// Numbers of requests are named in round figures.
constexpr double kNamedRequests = 5'000;

// malloc_trim(3) gave back so much of what grew that the rest is no leak to speak of.
constexpr double kTrimmedShare = 0.5;

bool Trimmed(const RunResult& result, double growth) {
  return result.trim &&
         static_cast<double>(result.trim->growth_given_back) > kTrimmedShare * growth;
}

// What pools may still take: a tenth of the heap of the ready server, 1 MiB at most.
double PoolBytes(const RunResult& result) {
  const double heap = result.first.heap ? static_cast<double>(result.first.heap->usable_bytes) : 0;
  return std::min(heap / 10, 1024.0 * 1024);
}

// A run that is bounded by few requests (-n) has no time to see a table fill, and says how many it
// would take. One that sent as many as all of its time allows has none to ask for.
Reason BoundTooLow(const RunResult& result, MeterVerdict& judged) {
  const Plan& plan = result.plan;
  const double requests = RequestsSinceItGrows(result, judged.verdict);
  if (plan.requests_max == 0 || requests >= kLeakRequestsMin ||
      result.After().seconds >= Seconds(plan.time_max + plan.time_more) ||
      ProvesItself(result, judged) || DescriptorsExhausted(result))
    return std::nullopt;
  const double before = static_cast<double>(result.load.Well()) - requests;
  return fmt::format(
      "it grows, and {} requests{} are too few to tell a leak from a table that fills; -n {:.0f} "
      "would do",
      FormatCount(static_cast<int64_t>(requests)), before > 0 ? " after the warm-up" : "",
      kNamedRequests * std::ceil((before + kLeakRequestsMin) / kNamedRequests));
}

Reason OnlyPages(const RunResult& result, MeterVerdict& judged) {
  if (judged.meter != Meter::kHeldBytes || !OnlyPagesGrow(result, judged.verdict.growth))
    return std::nullopt;
  return "it grows, but what lives in the runtime's heap and outside of it does not; more requests "
         "would show whether it ends";
}

Reason Retained(const RunResult& result, MeterVerdict& judged) {
  if (judged.meter != Meter::kHeldBytes || !Trimmed(result, judged.verdict.growth))
    return std::nullopt;
  return fmt::format(
      "freed memory that the allocator keeps: malloc_trim gave back {}; that may go on growing, "
      "but it is not in use",
      FormatBytes(static_cast<double>(result.trim->growth_given_back)));
}

Reason Pools(const RunResult& result, MeterVerdict& judged) {
  if (judged.meter != Meter::kLiveHeap) return std::nullopt;
  const HeapGrowth grown = LaterHeapGrowth(result);
  if (grown.bytes >= PoolBytes(result) || GrowsEvenly(result)) return std::nullopt;
  return fmt::format(
      "it grows, but unevenly and by only {} over the later half, as pools do until they are full; "
      "more requests would show whether it ends",
      FormatBytes(grown.bytes));
}

Reason FewBlocks(const RunResult& result, MeterVerdict& judged) {
  if (judged.meter != Meter::kLiveHeap || LaterHeapGrowth(result).blocks >= kBlocksMin)
    return std::nullopt;
  return "it grows steadily, but by too few blocks to call it a leak; more requests would decide";
}

}  // namespace

Reason Veto(const RunResult& result, MeterVerdict& judged) {
  using Objection = Reason (*)(const RunResult&, MeterVerdict&);
  constexpr Objection kObjections[] = {
      [](const RunResult& run, MeterVerdict& meter) { return FillsExpectedCache(run, meter); },
      BoundTooLow,
      KeptByKey,
      HeldForAWhile,
      OnlyPages,
      Retained,
      [](const RunResult& run, MeterVerdict& meter) { return GrowsWithTime(run, meter); },
      Pools,
      FewBlocks};
  for (const Objection objection : kObjections) {
    if (Reason reason = objection(result, judged)) return reason;
  }
  return std::nullopt;
}

}  // namespace seep
