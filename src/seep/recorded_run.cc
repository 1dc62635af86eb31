#include "seep/recorded_run.h"

#include <fmt/format.h>

#include "base/input_file.h"
#include "judge/rejudge.h"
#include "record/run_reader.h"

namespace seep {

Result<RecordedRun> LoadRun(const std::string& path, std::optional<double> tolerance) {
  Result<std::string> json = ReadInput(path);
  if (!json) return tl::unexpected(json.error());
  Result<RunResult> result = ReadRun(*json, InputName(path));
  if (!result) return tl::unexpected(result.error());
  if (tolerance) result->plan.tolerance = tolerance;
  Rejudge(*result);
  return RecordedRun{.json = std::move(*json), .result = std::move(*result)};
}

Result<RunResult> LoadBaseline(const std::string& path, std::optional<double> tolerance) {
  Result<RecordedRun> run = LoadRun(path, tolerance);
  if (!run) return tl::unexpected(run.error());
  if (run->result.failure) {
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                fmt::format("{}: cannot be a baseline, since the recorded run failed: {}",
                            InputName(path), run->result.failure->message));
  }
  return std::move(run->result);
}

Result<std::optional<RunResult>> LoadBaselineOfRun(const std::string& path,
                                                   std::optional<double> tolerance) {
  if (path.empty()) return std::optional<RunResult>();
  Result<RunResult> base = LoadBaseline(path, tolerance);
  if (!base) return tl::unexpected(base.error());
  if (auto same = CheckSameUnit(*base, RunResult().per); !same) return tl::unexpected(same.error());
  return std::optional(std::move(*base));
}

Result<> CheckSameUnit(const RunResult& base, const std::string& per) {
  if (base.per == per) return {};
  return Fail(
      ErrorKind::kBadInput, Fault::kUser,
      fmt::format("the runs cannot be compared: the baseline is judged by {}s, the other by "
                  "{}s",
                  base.per, per));
}

}  // namespace seep
