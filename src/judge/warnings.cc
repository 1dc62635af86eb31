#include "judge/warnings.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/units.h"
#include "judge/memory_max.h"

namespace seep {
namespace {

std::string Count(uint64_t n) { return FormatCount(static_cast<int64_t>(n)); }

std::string ErrorList(const LoadResult& load) {
  std::string list;
  for (size_t i = 0; i < kLoadErrorCount; ++i) {
    if (load.errors[i] == 0) continue;
    if (!list.empty()) list += ", ";
    list += fmt::format("{} {}", Count(load.errors[i]), Name(static_cast<LoadError>(i)));
  }
  return list;
}

// A shape that is about one kind of answer has tried nothing when that never came.
void AddUnmet(const RunResult& result, std::vector<std::string>& warnings) {
  const LoadResult& load = result.load;
  for (const Leg& leg : result.plan.legs) {
    const uint16_t expects = leg.shape.expects;
    if (expects == 0 || load.Well() == 0 || load.as_expected.contains(expects)) continue;
    warnings.push_back(
        fmt::format("the shape {} needs answers with status {}, and none came in {} requests: what "
                    "it is meant to test was not tested (another --path may give one)",
                    leg.shape.name, expects, Count(load.requests)));
  }
}

}  // namespace

std::vector<std::string> Warnings(const RunResult& result) {
  std::vector<std::string> warnings;
  const LoadResult& load = result.load;
  if (load.ErrorCount() > 0) {
    warnings.push_back(fmt::format("{} of {} requests failed: {} ({})", Count(load.ErrorCount()),
                                   Count(load.requests), ErrorList(load), load.error_example));
  }
  if (auto ended = MemoryUsedUp(result)) warnings.push_back(std::move(*ended));
  AddUnmet(result, warnings);
  const auto busy = std::count_if(result.rounds.begin(), result.rounds.end(),
                                  [](const Round& round) { return !round.sample.quiet; });
  if (busy > 0) {
    warnings.push_back(fmt::format(
        "after {} of {} rounds the server did not become quiet: those readings may be too early",
        busy, result.rounds.size()));
  }
  return warnings;
}

}  // namespace seep
