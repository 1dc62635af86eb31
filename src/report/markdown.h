#pragma once
// A report for where Markdown is shown: a pull request, a job's summary.

#include <span>
#include <string>

#include "report/named_run.h"

namespace seep {

// The verdict, what it says, and the lines that leak; of several runs a table, the worst first, and
// what is worth saying of each. At most `bytes_max`; what does not fit is left out, and that is
// said.
std::string MarkdownReport(std::span<const NamedRun> runs, size_t bytes_max);

}  // namespace seep
