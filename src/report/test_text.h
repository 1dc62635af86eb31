#pragma once
// A test of several servers as a person reads it.

#include <span>
#include <string>
#include <string_view>

#include "report/named_run.h"
#include "report/style.h"
#include "report/terminal.h"

namespace seep {

// What a test makes of a run: "passed", "undecided", "failed".
std::string_view TestResult(RunOutcome counts_as);

// A table of the runs in their order: what the test makes of each, its verdict, and the growth of
// what grew; then what is known of those that leak or failed, and what to know of any of them. With
// more detail, what each run rests on. No line is wider than the style has columns.
std::string TestText(std::span<const NamedRun> runs, const Style& style,
                     Detail detail = Detail::kSummary);

}  // namespace seep
