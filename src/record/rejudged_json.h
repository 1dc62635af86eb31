#pragma once
// A recorded run with another verdict.

#include <string>
#include <string_view>

namespace seep {

// The recorded JSON, with all that it holds, but the version, verdict, reason, cause, warnings,
// meters and tolerance of `judged`, which is JsonReport of the same run. Both have been read
// before: what is no JSON is our own fault.
std::string WithVerdictOf(std::string_view recorded, std::string_view judged);

}  // namespace seep
