#include "judge/exhausted.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/units.h"

namespace seep {
namespace {

constexpr double kNearlyAll = 0.95;
constexpr double kBefore = 0.5;

const ProcessSample* Fullest(const Sample& sample) {
  const ProcessSample* fullest = nullptr;
  for (const ProcessSample& process : sample.processes) {
    const double held = static_cast<double>(process.descriptors.Total());
    const bool full = process.descriptors_max > 0 &&
                      held >= kNearlyAll * static_cast<double>(process.descriptors_max);
    if (full) fullest = &process;
  }
  return fullest;
}

// Of the process, or of the one that had most where it is a new one.
int64_t HeldAtFirst(const RunResult& result, const ProcessSample& process) {
  int64_t most = 0;
  for (const ProcessSample& first : result.first.processes) {
    if (first.pid == process.pid && first.start_ticks == process.start_ticks)
      return first.descriptors.Total();
    most = std::max(most, first.descriptors.Total());
  }
  return most;
}

}  // namespace

std::optional<std::string> DescriptorsExhausted(const RunResult& result) {
  if (result.rounds.empty()) return std::nullopt;
  const ProcessSample* process = Fullest(result.rounds.back().sample);
  if (process == nullptr) return std::nullopt;
  const int64_t before = HeldAtFirst(result, *process);
  if (static_cast<double>(before) > kBefore * static_cast<double>(process->descriptors_max))
    return std::nullopt;
  return fmt::format(
      "{} (pid {}) holds {} of the {} descriptors that it may open; at first it held {}",
      process->name, process->pid, FormatCount(process->descriptors.Total()),
      FormatCount(process->descriptors_max), FormatCount(before));
}

}  // namespace seep
