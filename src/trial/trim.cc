#include "trial/trim.h"

#include "trial/send_round.h"

namespace seep {
namespace {

// Enough for each of a dozen workers to get one.
constexpr uint64_t kRequestsAConnection = 16;

std::optional<int64_t> HeldBytes(const Equipment& with) {
  with.wait_quiet();
  const Result<Sample> sample = with.sampler->Read(with.target->Tree(), false);
  if (!sample) return std::nullopt;
  return sample->Memory().Held();
}

}  // namespace

std::optional<TrimEffect> Trim(const Plan& plan, const Equipment& with,
                               const std::stop_token& stop) {
  const auto before = HeldBytes(with);
  with.heap->RequestTrim();
  SendRound(
      {.first = 0, .requests = plan.traffic.connections * kRequestsAConnection, .duration = {}},
      plan.legs, with.legs, stop, [](const LoadProgress&) {});
  const auto after = HeldBytes(with);
  const uint32_t processes = with.heap->Trimmed();
  if (!before || !after || processes == 0) return std::nullopt;
  return TrimEffect{
      .held_bytes_before = *before, .held_bytes_after = *after, .processes = processes};
}

}  // namespace seep
