#include "judge/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/units.h"
#include "judge/advice.h"
#include "judge/dose_response.h"
#include "judge/drain.h"
#include "judge/evenness.h"
#include "judge/exhausted.h"
#include "judge/grows_since.h"
#include "judge/idle_growth.h"
#include "judge/judged_rounds.h"
#include "judge/later_growth.h"
#include "judge/let_go.h"
#include "judge/native_blocks.h"
#include "judge/new_keys.h"
#include "judge/readings.h"
#include "judge/replay.h"
#include "judge/runtime_heap.h"
#include "judge/since_fall.h"
#include "judge/sure.h"
#include "judge/tolerance.h"
#include "judge/vetoes.h"
#include "judge/waits_verdict.h"
#include "judge/with_time.h"
#include "stats/decision.h"
#include "stats/looks.h"
#include "stats/trend.h"

namespace seep {
namespace {

bool HeapCounted(const RunResult& result) {
  return !result.rounds.empty() &&
         std::all_of(result.rounds.begin(), result.rounds.end(), [](const Round& round) {
           return round.sample.heap && round.sample.heap->Complete();
         });
}

// Growth comes in whole blocks, so their size is what the meter resolves.
double BlockBytes(const HeapGrowth& growth) {
  if (growth.blocks <= 0) return kBlockStep;
  return std::max(kBlockStep, growth.bytes / growth.blocks);
}

void HoldBack(Verdict& verdict, std::string reason) {
  verdict.outcome = Outcome::kInconclusive;
  verdict.reason = std::move(reason);
}

bool FollowsTime(const MeterVerdict& judged) {
  return judged.dose && judged.dose->driver == Driver::kTime;
}

// Too few readings for a trend are enough here; the slope is that from the first to the last.
void CallExhausted(MeterVerdict& judged, std::string reason) {
  Verdict& verdict = judged.verdict;
  if (verdict.outcome == Outcome::kLeak || judged.points.empty()) return;
  const Point& first = judged.points.front();
  const Point& last = judged.points.back();
  verdict.outcome = Outcome::kLeak;
  verdict.law = GrowthLaw::kSustained;
  verdict.reason = std::move(reason);
  verdict.growth = last.y - first.y;
  if (last.x <= first.x) return;
  const double range = last.x - first.x;
  verdict.slope = {.estimate = verdict.growth / range,
                   .low = (verdict.growth - 1) / range,
                   .high = (verdict.growth + 1) / range};
}

// Is there an objection to a LEAK?
void Question(const RunResult& result, MeterVerdict& judged) {
  if (judged.verdict.outcome != Outcome::kLeak) return;
  if (auto veto = Veto(result, judged)) HoldBack(judged.verdict, std::move(*veto));
}

MeterVerdict JudgeMeter(const RunResult& result, Meter meter, const Evidence& evidence) {
  MeterVerdict judged{.meter = meter,
                      .tolerance = DefaultTolerance(meter, result.per),
                      .points = Readings(result, meter),
                      .verdict = {},
                      .dose = {}};
  if (meter == Meter::kLiveHeap && RuntimeAnswers(result)) {
    judged.tolerance = NativeTolerance(result.per, judged.tolerance);
  }
  if (InBytes(meter) && result.plan.tolerance) judged.tolerance.slope = *result.plan.tolerance;
  const HeapGrowth grown = meter == Meter::kLiveHeap ? LaterHeapGrowth(result) : HeapGrowth{};
  if (meter == Meter::kLiveHeap) judged.tolerance.resolution = BlockBytes(grown);
  // A second pass over the same requests is judged as if the run began with it.
  judged.verdict = result.plan.different_requests > 1
                       ? Decide(FromZero(judged.points), judged.tolerance, evidence)
                       : Decide(judged.points, judged.tolerance, evidence);
  if (auto by_blocks = CleanByBlocks(result, judged, evidence))
    judged.verdict = std::move(*by_blocks);
  if (judged.verdict.judged_from == 0) {
    if (auto still_new = StillNew(result)) judged.verdict.reason = std::move(*still_new);
  }
  judged.dose = DoseOf(result, judged);
  judged.replay = ReplayGrowthOf(result, judged);
  judged.drain = DrainOf(result, judged);
  if (meter == Meter::kDescriptors) {
    if (auto exhausted = DescriptorsExhausted(result)) CallExhausted(judged, std::move(*exhausted));
  }
  if (judged.verdict.outcome == Outcome::kInconclusive && FollowsTime(judged)) {
    if (auto with_time = GrowsWithTime(result, judged))
      HoldBack(judged.verdict, std::move(*with_time));
  }
  if (judged.verdict.outcome == Outcome::kLeak) {
    if (auto reason = GrewFasterBefore(result, judged); !reason.empty())
      judged.verdict.reason = std::move(reason);
    Question(result, judged);
  }
  if (auto by_waits = DecidedByWaits(result, judged, evidence)) {
    judged.verdict = std::move(*by_waits);
    judged.by_waits = true;
    judged.dose.reset();  // it follows what comes and goes
    Question(result, judged);
  }
  return judged;
}

// Of requests that tell a leak from a table that fills, how many have yet to be answered; 0 where
// there is no time for more.
double MissingRequests(const RunResult& result, const Verdict& verdict, double budget_share) {
  const Plan& plan = result.plan;
  const double requests =
      std::min(RequestsSinceItGrows(result, verdict), static_cast<double>(TellingRequests(result)));
  if (plan.requests_max != 0 ||
      budget_share * Seconds(plan.time_max) >= Seconds(plan.time_max + plan.time_more))
    return 0;
  return std::max(kLeakRequestsMin - requests, 0.0);
}

bool IsClean(const MeterVerdict& judged) { return judged.verdict.outcome == Outcome::kClean; }

bool GrowsOn(const MeterVerdict& judged) {
  return judged.verdict.slope.low > judged.tolerance.slope &&
         judged.verdict.law == GrowthLaw::kSustained;
}

// With a clean live heap, what else there is of anonymous memory may be known so much less well.
constexpr double kHeldSlack = 4;

// A runtime's heap may grow within pages that it has: that these are flat does not clear it.
bool GrowsWithinPages(const MeterVerdict& runtime) {
  const Verdict& verdict = runtime.verdict;
  return verdict.outcome != Outcome::kClean && verdict.judged_from > 0 &&
         verdict.growth > runtime.tolerance.floor &&
         verdict.slope.estimate > runtime.tolerance.slope;
}

// Two meters of the same memory. Anonymous memory comes and goes in pages and steps; beside a clean
// live heap that is no growth. The live heap of some servers goes up and down by more than its own
// tolerance: what it holds is in anonymous memory too, and when that is clean and the live heap
// does not grow by more than that could hide, and does not go on growing, so is the server, if not
// as exactly. Growth with time is known to go on, and so is what fills the room that was freed. A
// runtime's heap that lets go of much has to be clean by itself: its pages stay as they are.
bool MemoryClean(const RunResult& result) {
  const MeterVerdict* live = result.Judged(Meter::kLiveHeap);
  const MeterVerdict& held = *result.Judged(Meter::kHeldBytes);
  if (RuntimeClears(result)) return !GrowsOn(held);
  for (const Meter meter : {Meter::kRuntimeHeap, Meter::kRuntimeObjects}) {
    const MeterVerdict* runtime = result.Judged(meter);
    if (runtime == nullptr || IsClean(*runtime)) continue;
    if (GrowsOn(*runtime) || GrowsWithinPages(*runtime) || LetsGo(result)) return false;
  }
  if (live == nullptr) return IsClean(held);
  if (IsClean(*live)) {
    return IsClean(held) ||
           (held.verdict.judged_from > 0 && held.verdict.growth <= held.tolerance.floor &&
            held.verdict.slope.high <= kHeldSlack * held.tolerance.slope);
  }
  return IsClean(held) && !FollowsTime(*live) && !GrowsOn(*live) &&
         live->verdict.slope.low <= held.verdict.slope.high &&
         !GrowsSinceItFell(*live, held.tolerance.slope);
}

const MeterVerdict& FirstInconclusive(const RunResult& result, bool memory_clean) {
  for (const MeterVerdict& judged : result.meters) {
    if (memory_clean && IsMemory(judged.meter)) continue;
    const bool enough = IsSupplementary(judged.meter) ? !GrowsOn(judged) : IsClean(judged);
    if (!enough) return judged;
  }
  return result.meters.front();
}

Patience PatienceWith(const RunResult& result, const MeterVerdict& judged) {
  if (ProvesItself(result, judged)) return Patience::kProven;
  const bool resident = judged.meter == Meter::kHeldBytes || IsSupplementary(judged.meter) ||
                        (judged.meter == Meter::kLiveHeap && !GrowsEvenly(result));
  return resident ? Patience::kResident : Patience::kCounted;
}

}  // namespace

bool Settled(const RunResult& result, double budget_share) {
  if (result.outcome != Outcome::kLeak) return result.outcome == Outcome::kClean;
  if (DescriptorsExhausted(result)) return true;
  if (std::any_of(result.meters.begin(), result.meters.end(),
                  [&](const MeterVerdict& judged) { return SureByItsSize(result, judged); }))
    return true;
  return std::any_of(result.meters.begin(), result.meters.end(), [&](const MeterVerdict& judged) {
    return judged.verdict.outcome == Outcome::kLeak &&
           MissingRequests(result, judged.verdict, budget_share) == 0 &&
           Conclusive(judged.verdict, budget_share, PatienceWith(result, judged));
  });
}

std::optional<double> RequestsAwaited(const RunResult& result, double budget_share) {
  if (BringsNewKeys(result)) return std::nullopt;
  std::optional<double> least;
  for (const MeterVerdict& judged : result.meters) {
    if (judged.verdict.outcome != Outcome::kLeak) continue;
    const double missing = MissingRequests(result, judged.verdict, budget_share);
    if (missing > 0 && (!least || missing < *least)) least = missing;
  }
  return least;
}

void Judge(RunResult& result, bool last_look) {
  Evidence evidence;
  evidence.last_look = last_look;
  result.meters.clear();
  result.idle.reset();
  for (const Meter meter : kMeters) {
    if (meter == Meter::kLiveHeap && !HeapCounted(result)) continue;
    if (OfRuntime(meter) && !RuntimeSays(result, meter)) continue;
    result.meters.push_back(JudgeMeter(result, meter, evidence));
    if (!result.idle && InBytes(meter)) result.idle = IdleGrowthOf(result, result.meters.back());
  }
  const MeterVerdict* leak = result.Judged(Outcome::kLeak);
  const MeterVerdict* goroutines = result.Judged(Meter::kGoroutines);
  const bool memory_clean = MemoryClean(result);
  const bool clean =
      memory_clean && IsClean(*result.Judged(Meter::kDescriptors)) &&
      IsClean(*result.Judged(Meter::kThreads)) && (goroutines == nullptr || IsClean(*goroutines)) &&
      !GrowsOn(*result.Judged(Meter::kSockets)) && !GrowsOn(*result.Judged(Meter::kMappings));
  const MeterVerdict& deciding = leak != nullptr ? *leak : FirstInconclusive(result, memory_clean);
  result.outcome = leak != nullptr ? Outcome::kLeak
                   : clean         ? Outcome::kClean
                                   : Outcome::kInconclusive;
  result.reason = clean && leak == nullptr
                      ? "no growth beyond the tolerance"
                      : fmt::format("{}: {}", Title(deciding.meter), deciding.verdict.reason);
  if (last_look && result.outcome == Outcome::kInconclusive) result.reason += Advice(result);
}

}  // namespace seep
