#pragma once
// The recorded run, read back: schema "seep.run/1" (docs/formats.md), as report/json.h writes it.

#include <string>
#include <string_view>

#include "base/error.h"
#include "model/run_result.h"

namespace seep {

// All that a run is judged and reported from. `name` is the file's, for messages. What is not in
// the JSON stays at its default: latencies, size classes of the live heap, `use` of the legs, the
// request's body. Verdicts of the meters are left out: they are the judge's to make again;
// `outcome` and `reason` are as recorded. A run that FAILED has RunResult::failure, fault
// kEnvironment. Error kBadInput, fault kUser: what is no JSON, another schema or a later version of
// it, and the first field that is missing or wrong: "run.json: rounds[3].sample.quiet: expected
// true or false".
[[nodiscard]] Result<RunResult> ReadRun(std::string_view json, const std::string& name);

}  // namespace seep
