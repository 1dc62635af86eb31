#pragma once
// A recorded hunt, read back: schema "seep.hunt/1" (docs/formats.md).

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/run_result.h"

namespace seep {

struct RecordedRuns {
  std::vector<RunResult> runs;
  bool hunt = false;  // one for each shape; else the only one
};

// The runs of a hunt, or of a recorded run that one. Errors: as ReadRun; the name of a run within a
// hunt is "hunt.json: runs[3]".
[[nodiscard]] Result<RecordedRuns> ReadRuns(std::string_view json, const std::string& name);

}  // namespace seep
