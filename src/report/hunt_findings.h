#pragma once
// What a hunt found, beneath its table.

#include <span>
#include <string>

#include "report/named_run.h"
#include "report/style.h"

namespace seep {

// Of each run that is not CLEAN, or that there is something to know of, its verdict and what the
// summary has of it; then what to do next. Runs that leak at the same call stack are one finding.
std::string HuntFindings(std::span<const NamedRun> worst_first, const Style& style);

}  // namespace seep
