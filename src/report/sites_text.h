#pragma once
// Where it leaks, as a person reads it.

#include <string>

#include "model/run_result.h"
#include "report/style.h"

namespace seep {

// The call stacks that grow, at most five, largest first: how much they grow, the line to look at,
// and how it is come to. At most style.columns wide (72 at least). Source files are given relative
// to the folder that all of the target's own have in common. Says so when none grows, and when the
// pass is incomplete. Ends with a line feed.
std::string SitesText(const SitePass& pass, const Style& style);

// ", and 7,500 more for the call stacks": requests beside those that were judged, and beside -n.
// Empty where none were sent.
std::string SiteRequestsText(const RunResult& result);

}  // namespace seep
