#pragma once
// What is worth saying of several runs, beneath their table.

#include <span>
#include <string>
#include <string_view>

#include "report/named_run.h"
#include "report/style.h"
#include "report/terminal.h"

namespace seep {

// Of each run that is not CLEAN, or that there is something to know of, its verdict, what was ruled
// and what the summary has of it; then what to do next about the worst of them. Of a run that
// passes by its ruling, nobody has to look for the line. Runs that leak at the same call stack are
// one finding; `of_runs` is what they are called there, "shapes".
std::string RunFindings(std::span<const NamedRun> runs, std::string_view of_runs,
                        const Style& style);

// What each run rests on, beneath its name; empty where no more than the summary is asked for.
std::string RunDetails(std::span<const NamedRun> runs, const Style& style, Detail detail);

}  // namespace seep
