#pragma once
// A process that leaks objects of its runtime and blocks of malloc's: one ranking of both.

#include <string_view>

#include "model/run_result.h"

namespace seep {

// The live heap leaks, and by more than the call stacks that the runtime named hold: there are
// blocks that are none of its objects, as those of an extension in C.
bool LeavesBlocks(const RunResult& result, const SitePass& of_runtime);

// Whether a module is a runtime itself, by the name of its file: what it has from malloc is in its
// objects.
bool IsARuntime(std::string_view path);

// Both, those that grow first, by bytes per request. Of the native ones, those that a runtime
// itself allocates are left out: they are its objects, and counted already.
SitePass Mixed(SitePass of_runtime, SitePass native);

}  // namespace seep
