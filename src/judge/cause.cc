#include "judge/cause.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/units.h"
#include "model/leading.h"

namespace seep {
namespace {

std::string GrownMapping(const RunResult& result) {
  if (result.mappings.empty()) return "";
  const MappingGrowth& mapping = result.mappings.front();
  return fmt::format("; {} grew most, by {}", mapping.name,
                     FormatBytes(static_cast<double>(mapping.after_bytes - mapping.before_bytes)));
}

std::string MappedByProgram(const RunResult& result) {
  const auto& first = result.first.heap;
  const auto& last = result.After().heap;
  if (!first || !last) return "";
  const double grown = static_cast<double>(last->mapped_bytes - first->mapped_bytes);
  const MeterVerdict& held = *result.Judged(Meter::kHeldBytes);
  if (grown < held.verdict.growth / 2) return "";
  return fmt::format(
      ": the program mapped {} more by itself, as runtimes with a heap of their own do",
      FormatBytes(grown));
}

bool StacksGrew(const RunResult& result) {
  return !result.mappings.empty() && result.mappings.front().name == "thread stacks";
}

// The live heap leaks, too, and is less than half of it.
std::string MostlyOutside(const RunResult& result, const MeterVerdict& live,
                          const MeterVerdict& leading) {
  return fmt::format(
      "{}: the live heap grows by {} of the {} a {}{}{}",
      StacksGrew(result) ? "stacks of threads, mostly" : "memory outside of malloc, mostly",
      FormatBytes(live.verdict.slope.estimate), FormatBytes(leading.verdict.slope.estimate),
      result.per, MappedByProgram(result), GrownMapping(result));
}

// The live heap is counted and is not what grows.
std::string HeapIsFlat(const RunResult& result) {
  if (StacksGrew(result)) return "stacks of threads: the live heap is flat" + GrownMapping(result);
  return "memory outside of malloc: the live heap is flat" + MappedByProgram(result) +
         GrownMapping(result);
}

constexpr char kReachable[] =
    "objects in the runtime's heap that are still reachable after a full collection";

std::string MemoryCause(const RunResult& result, const MeterVerdict& leading) {
  const MeterVerdict* objects = result.Judged(Meter::kRuntimeObjects);
  if (objects != nullptr && objects->verdict.outcome == Outcome::kLeak) return kReachable;
  const MeterVerdict* live = result.Judged(Meter::kLiveHeap);
  if (live == nullptr) {
    return result.heap_note.empty() ? "anonymous memory" + GrownMapping(result)
                                    : fmt::format("anonymous memory; nothing more is known{}: {}",
                                                  GrownMapping(result), result.heap_note);
  }
  if (live->verdict.outcome == Outcome::kLeak && leading.meter == Meter::kHeldBytes)
    return MostlyOutside(result, *live, leading);
  if (live->verdict.outcome == Outcome::kLeak || result.sites) {
    return "memory in use: blocks that the program allocates and does not free";
  }
  return HeapIsFlat(result);
}

std::string KindOf(const RunResult& result, const MeterVerdict& leading) {
  switch (leading.meter) {
    case Meter::kRuntimeHeap:
    case Meter::kRuntimeObjects:
      return kReachable;
    case Meter::kLiveHeap:
    case Meter::kHeldBytes:
      return MemoryCause(result, leading);
    case Meter::kDescriptors:
    case Meter::kSockets:
      return "files or sockets that are opened and not closed: the kernel's side, not the heap";
    case Meter::kThreads:
      return "threads that are started and never end";
    case Meter::kGoroutines:
      return "goroutines that are started and never end";
    case Meter::kMappings:
      return "memory that is mapped in pieces and not unmapped";
  }
  return "";
}

// What was waited for, and did not come: a server may hold what it got for longer.
std::string Stayed(const MeterVerdict& leak) {
  if (!leak.drain) return "";
  const double gone = std::max(leak.drain->fall, 0.0);
  const std::string amount = InBytes(leak.meter) ? FormatBytes(gone) : fmt::format("{:.0f}", gone);
  return fmt::format("; {} of it went away in {:.1f} s without requests",
                     gone > 0 ? amount : "none", leak.drain->seconds);
}

}  // namespace

std::string Cause(const RunResult& result) {
  const MeterVerdict* leading = LeadingMeter(result);
  return leading == nullptr ? "" : KindOf(result, *leading) + Stayed(*leading);
}

}  // namespace seep
