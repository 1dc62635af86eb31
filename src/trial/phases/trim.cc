#include "trial/phases/trim.h"

#include <algorithm>
#include <optional>
#include <span>

#include "judge/judge.h"
#include "judge/mappings.h"
#include "trial/send_round.h"

namespace seep {
namespace {

// Enough for each of a dozen workers to get one.
constexpr uint64_t kRequestsAConnection = 16;

Result<Sample> ReadMemory(const Equipment& with) {
  with.wait_quiet();
  return with.sampler->Read(with.target->Tree(), true);
}

int64_t GivenBack(std::span<const MappingGrowth> grown, const Sample& after) {
  int64_t sum = 0;
  for (const MappingGrowth& mapping : grown) {
    const int64_t gone = mapping.after_bytes - BytesOf(after, mapping.name);
    sum += std::clamp(gone, int64_t{0}, mapping.after_bytes - mapping.before_bytes);
  }
  return sum;
}

// Nothing when no process did it.
std::optional<TrimEffect> Trim(const Rig& rig, std::span<const MappingGrowth> grown) {
  const Equipment& with = rig.with();
  const Result<Sample> before = ReadMemory(with);
  with.heap->RequestTrim();
  SendRound({.first = 0,
             .requests = rig.plan().traffic.connections * kRequestsAConnection,
             .duration = {}},
            rig.plan().legs, with.legs, rig.stop(), [](const LoadProgress&) {});
  const Result<Sample> after = ReadMemory(with);
  const uint32_t processes = with.heap->Trimmed();
  if (!before || !after || processes == 0) return std::nullopt;
  return TrimEffect{.held_bytes_before = before->Memory().Held(),
                    .held_bytes_after = after->Memory().Held(),
                    .growth_given_back = GivenBack(grown, *after),
                    .processes = processes};
}

}  // namespace

Next TrimPhase::Run(Rig& rig) {
  RunResult& result = rig.result();
  const bool counted = rig.with().heap != nullptr && result.Judged(Meter::kLiveHeap) != nullptr;
  if (!counted || rig.IsDecidedClean() || !MemoryGrew(result)) return Next::kOn;
  rig.Show(TrialProgress::Phase::kSites);
  result.trim = Trim(rig, result.mappings);
  if (result.trim) Judge(result);
  return Next::kOn;
}

}  // namespace seep
