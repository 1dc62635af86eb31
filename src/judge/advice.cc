#include "judge/advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "judge/new_keys.h"
#include "stats/looks.h"

namespace seep {
namespace {

// "-n 20000", "--expect-cache", "`seep watch`": something to type.
bool NamesAnOption(const std::string& reason) {
  return reason.find(" -") != std::string::npos || reason.find("(-") != std::string::npos ||
         reason.find('`') != std::string::npos;
}

}  // namespace

std::string Advice(const RunResult& result) {
  if (result.per != "request" || NamesAnOption(result.reason)) return "";
  if (BringsNewKeys(result) && result.keys_new_until > 0)
    return fmt::format(" ({})", UntilKeysAreOld(result));
  const Plan& plan = result.plan;
  if (plan.requests_max != 0) {
    const auto least = static_cast<uint64_t>(kLeakRequestsMin);
    return fmt::format(" (-n {})", std::max(least, 2 * plan.requests_max));
  }
  return fmt::format(" (-t {:.0f}s)", 2 * Seconds(plan.time_max + plan.time_more));
}

}  // namespace seep
