#pragma once
// What a test makes of a run where its verdict alone does not decide.

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/run_result.h"
#include "report/named_run.h"
#include "seep/options.h"

namespace seep {

using Baseline = std::optional<RunResult>;

// One for each case; nothing where it has none, or where they are to be written. Errors: as
// LoadBaselineOfRun.
[[nodiscard]] Result<std::vector<Baseline>> LoadBaselines(const TestOptions& options);

// By the comparison with its baseline, or else by whether a leak was expected. Nothing where the
// verdict decides: also of what failed, was interrupted, or is undecided without a baseline.
std::optional<Ruling> RulingOf(const TestCase& test, const Baseline& base, const RunResult& run);

// Writes the run to `path`, and has it pass. Nothing, and what the file holds stays, where the run
// failed or was interrupted. Errors: as OutputFile.
[[nodiscard]] Result<std::optional<Ruling>> UpdateBaseline(const std::string& path,
                                                           const RunResult& run);

}  // namespace seep
