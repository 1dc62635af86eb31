#pragma once
// Recorded runs as the commands use them.

#include <optional>
#include <string>

#include "model/run_result.h"

namespace seep {

struct RecordedRun {
  std::string json;  // as it was read
  RunResult result;  // judged by this build
};

// Reads and judges. A tolerance takes the place of the recorded one. Errors: as ReadInput and
// ReadRun; of a run that had failed, RunResult::failure.
[[nodiscard]] Result<RecordedRun> LoadRun(const std::string& path, std::optional<double> tolerance);

// The same for a run to compare with: one that failed is an error of the user's.
[[nodiscard]] Result<RunResult> LoadBaseline(const std::string& path,
                                             std::optional<double> tolerance);

// The same for what `seep run` is compared with; nothing where `path` is empty. It is read before
// the run, so that a file that is none is known before the time is spent.
[[nodiscard]] Result<std::optional<RunResult>> LoadBaselineOfRun(const std::string& path,
                                                                 std::optional<double> tolerance);

// Error kBadInput, fault kUser: one counts requests and the other seconds.
[[nodiscard]] Result<> CheckSameUnit(const RunResult& base, const std::string& per);

}  // namespace seep
