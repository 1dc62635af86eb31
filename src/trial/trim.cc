#include "trial/trim.h"

#include <algorithm>

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

}  // namespace

std::optional<TrimEffect> Trim(const Plan& plan, const Equipment& with, const std::stop_token& stop,
                               std::span<const MappingGrowth> grown) {
  const Result<Sample> before = ReadMemory(with);
  with.heap->RequestTrim();
  SendRound(
      {.first = 0, .requests = plan.traffic.connections * kRequestsAConnection, .duration = {}},
      plan.legs, with.legs, stop, [](const LoadProgress&) {});
  const Result<Sample> after = ReadMemory(with);
  const uint32_t processes = with.heap->Trimmed();
  if (!before || !after || processes == 0) return std::nullopt;
  return TrimEffect{.held_bytes_before = before->Memory().Held(),
                    .held_bytes_after = after->Memory().Held(),
                    .growth_given_back = GivenBack(grown, *after),
                    .processes = processes};
}

}  // namespace seep
