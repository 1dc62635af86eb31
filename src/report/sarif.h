#pragma once
// What leaks as results of static analysis: a review shows them at the line.

#include <span>
#include <string>

#include "report/named_run.h"

namespace seep {

// SARIF 2.1.0 (OASIS): a result for each call stack that grows, at the line to look at, with its
// callers as related locations. Files below `root`, an absolute folder, are named relative to it;
// others are left out, as a review cannot show them. GitHub takes no result without a location
// (code scanning, "SARIF support"): a leak without a line is a notification of the invocation, and
// so is a run that failed. What a ruling lets pass is a note, and all else an error. Fingerprints
// are of the functions, so that they outlive changes of lines.
std::string SarifReport(std::span<const NamedRun> runs, const std::string& root);

}  // namespace seep
