#pragma once
// A test of several servers as a person reads it.

#include <span>
#include <string>
#include <string_view>

#include "report/named_run.h"
#include "report/style.h"

namespace seep {

// What a test makes of a run: "passed", "undecided", "failed".
std::string_view TestResult(RunOutcome counts_as);

// A table of the runs in their order: what the test makes of each, its verdict, and its growth with
// its interval. 80 columns where names have up to 16. Then what is known of those that leak or
// failed, and what to know of any of them.
std::string TestText(std::span<const NamedRun> runs, const Style& style);

}  // namespace seep
