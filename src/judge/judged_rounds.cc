#include "judge/judged_rounds.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/units.h"

namespace seep {

std::span<const Round> JudgedRounds(const RunResult& result) {
  const std::span rounds(result.rounds);
  const uint64_t pass = result.plan.different_requests;
  if (pass <= 1) return rounds;
  const auto first = std::find_if(rounds.begin(), rounds.end(), [pass](const Round& round) {
    return round.sample.requests >= pass;
  });
  return rounds.subspan(static_cast<size_t>(first - rounds.begin()));
}

std::optional<std::string> StillNew(const RunResult& result) {
  const uint64_t pass = result.plan.different_requests;
  if (pass <= 1) return std::nullopt;
  return fmt::format(
      "{} requests were sent, too few after the first pass over the {} different ones, in which "
      "all are new to the server; more requests would decide",
      FormatCount(static_cast<int64_t>(result.load.requests)),
      FormatCount(static_cast<int64_t>(pass)));
}

}  // namespace seep
