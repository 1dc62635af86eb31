#pragma once
// A hunt as a person reads it.

#include <span>
#include <string>

#include "model/run_result.h"
#include "report/style.h"
#include "report/terminal.h"

namespace seep {

// What came of it in one line; a table of the runs, the worst first, with the growth of what grew;
// then what is known of those that leak, of those that failed, and what to know of any of them.
// Shapes that leak at the same call stack are told of together. With more detail, what each run
// rests on. No line is wider than the style has columns.
std::string HuntText(std::span<const RunResult> runs, const Style& style,
                     Detail detail = Detail::kSummary);

// Schema "seep.hunt/1", described in docs/formats.md: the runs as JsonReport has them.
std::string HuntJson(std::span<const RunResult> runs);

}  // namespace seep
