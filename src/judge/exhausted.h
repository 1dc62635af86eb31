#pragma once
// A leak that has used up what there is.

#include <optional>
#include <string>

#include "model/run_result.h"

namespace seep {

// At the last quiet moment, without any connection of the load, a process held nearly all
// descriptors that it may have (RLIMIT_NOFILE), and before the first request not half as many. What
// it will do then is not worth waiting for: it accepts nothing more. The sentence that says so;
// nothing if it is not so.
std::optional<std::string> DescriptorsExhausted(const RunResult& result);

}  // namespace seep
