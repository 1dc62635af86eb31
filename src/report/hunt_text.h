#pragma once
// A hunt as a person reads it.

#include <span>
#include <string>

#include "model/run_result.h"
#include "report/style.h"

namespace seep {

// A table of the runs, the worst first: growth an operation of each meter, with its interval. Then
// what is known of those that leak, of those that failed, and what to know of any of them.
std::string HuntText(std::span<const RunResult> runs, const Style& style);

// Schema "seep.hunt/1", described in docs/formats.md: the runs as JsonReport has them.
std::string HuntJson(std::span<const RunResult> runs);

}  // namespace seep
