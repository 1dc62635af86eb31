#pragma once
// What leaks as results of static analysis: a review shows them at the line.

#include <span>
#include <string>

#include "report/named_run.h"

namespace seep {

// SARIF 2.1.0 (OASIS): a result for each call stack that grows, at the line to look at, with its
// callers as related locations. Files below `root`, an absolute folder, are named relative to it;
// others are left out, as a review cannot show them. A leak without a line is a result without a
// location. Fingerprints are of the functions, so that they outlive changes of line numbers.
std::string SarifReport(std::span<const NamedRun> runs, const std::string& root);

}  // namespace seep
