#include "seep/print_warnings.h"

#include <fmt/format.h>

#include <cstdio>

#include "base/units.h"
#include "model/answer_tally.h"

namespace seep {
namespace {

void Print(std::string_view of, const std::string& warning) {
  if (warning.empty()) return;
  const std::string run = of.empty() ? "" : fmt::format("{}: ", of);
  std::fputs(fmt::format("seep: warning: {}{}\n", run, warning).c_str(), stderr);
}

}  // namespace

void PrintWarnings(std::string_view of, const RunResult& result) {
  Print(of, UnaskedText(result.plan.traffic, result.load));
  for (const std::string& warning : result.warnings) Print(of, warning);
}

void PrintWarnings(const TrafficSpec& spec, const LoadResult& load) {
  Print("", UnaskedText(spec, load));
  if (load.ErrorCount() == 0) return;
  Print("", fmt::format("{} of {} requests failed: {}",
                        FormatCount(static_cast<int64_t>(load.ErrorCount())),
                        FormatCount(static_cast<int64_t>(load.requests)), load.error_example));
}

}  // namespace seep
