#include "judge/advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
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

std::string LongerRun(const RunResult& result) {
  if (BringsNewKeys(result) && result.keys_new_until > 0)
    return fmt::format(" ({})", UntilKeysAreOld(result));
  const Plan& plan = result.plan;
  // Requests were the bound, and not the time that they take.
  const bool sent_all = plan.requests_max != 0 && result.load.requests >= plan.requests_max;
  if (sent_all) {
    const auto least = static_cast<uint64_t>(kLeakRequestsMin);
    return fmt::format(" (-n {})", std::max(least, 2 * plan.requests_max));
  }
  const double asked = plan.time_of_all > milliseconds(0) ? Seconds(plan.time_of_all)
                                                          : Seconds(plan.time_max + plan.time_more);
  return fmt::format(" (-t {:.0f}s)", std::ceil(2 * asked));
}

std::string Advice(const RunResult& result) {
  if (result.series || NamesAnOption(result.reason)) return "";
  const std::string longer =
      result.per == "request" ? LongerRun(result)
                              : fmt::format(" (-t {:.0f}s)", std::ceil(2 * result.After().seconds));
  const bool told = result.reason.find(" would ") != std::string::npos;
  return told ? longer : "; a longer run would decide" + longer;
}

}  // namespace seep
