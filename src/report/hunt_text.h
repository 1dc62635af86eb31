#pragma once
// A hunt as a person reads it.

#include <span>
#include <string>

#include "model/run_result.h"
#include "report/style.h"

namespace seep {

// A table of the runs, the worst first: growth an operation of each meter, with its interval. Then
// what is known of those that leak, and of those that failed.
std::string HuntText(std::span<const RunResult> runs, const Style& style);

// Schema "seep.hunt/1", described in docs/formats.md: the runs as JsonReport has them.
std::string HuntJson(std::span<const RunResult> runs);

// The worst that came of it: a run that failed, LEAK, INCONCLUSIVE, CLEAN.
enum class HuntOutcome : uint8_t { kClean, kInconclusive, kLeak, kFailed };
HuntOutcome WorstOf(std::span<const RunResult> runs);

}  // namespace seep
