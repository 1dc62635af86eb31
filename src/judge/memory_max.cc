#include "judge/memory_max.h"

#include <fmt/format.h>

#include "base/units.h"

namespace seep {

std::optional<std::string> MemoryUsedUp(const RunResult& result) {
  if (!result.plan.memory_max_bytes || result.rounds.empty()) return std::nullopt;
  const auto grown =
      static_cast<double>(result.After().Memory().Held() - result.Before().Memory().Held());
  const auto most = static_cast<double>(*result.plan.memory_max_bytes);
  if (grown < most) return std::nullopt;
  return fmt::format(
      "the traffic ended after {} requests: memory had grown by {}, and may grow by no more than "
      "{} (--memory-max)",
      FormatCount(static_cast<int64_t>(result.load.requests)), FormatBytes(grown),
      FormatBytes(most));
}

}  // namespace seep
