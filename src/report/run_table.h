#pragma once
// Several runs as a person reads them: a table, and what is worth saying of each beneath it.

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "report/named_run.h"
#include "report/style.h"

namespace seep {

using Cells = std::vector<std::string>;

// The meter that leaks, or else says most: "live heap +64.0 B ±0.1"; a dash where there is no
// estimate.
std::string GrowthCell(const RunResult& run);

// A line of headings and one for each run, their columns aligned. The third cell is the verdict,
// and has its colour.
std::string RunTable(std::span<const NamedRun> runs, const Cells& headings,
                     const std::function<Cells(const NamedRun&)>& cells, const Style& style);

// What is worth saying of a run beneath the table, after an empty line; empty if nothing is.
std::string Findings(const NamedRun& named, const Style& style);

}  // namespace seep
