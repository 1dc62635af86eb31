#pragma once
// Why a leak has no call stacks.

#include <string>

#include "model/run_result.h"

namespace seep {

// One sentence, of a LEAK after which no call stacks were taken; else empty. Where they were taken
// and none was found to grow, SitePass::problem says why.
std::string NoSites(const RunResult& result);

}  // namespace seep
