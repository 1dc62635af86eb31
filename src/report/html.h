#pragma once
// A report as one page for a browser.

#include <span>
#include <string>

#include "model/comparison.h"
#include "report/named_run.h"
#include "report/source_lines.h"

namespace seep {

// One HTML document that holds all it shows (schema "seep.page/1" in it, docs/formats.md) and loads
// nothing. Of several runs a table, the worst first, and each run beneath. Where no script may run,
// it has the verdicts and what they say as plain text. `source` gives the lines of code that are
// shown beside call stacks.
std::string HtmlReport(std::span<const NamedRun> runs, const SourceLines& source = {});

// The same of two runs held against each other: what came of it, and each run beneath.
std::string HtmlComparison(const Comparison& comparison, const RunResult& base,
                           const RunResult& changed, const SourceLines& source = {});

}  // namespace seep
