#include "seep/test_ruling.h"

#include <fmt/format.h>

#include "judge/compare.h"
#include "report/json.h"
#include "seep/output_file.h"
#include "seep/recorded_run.h"

namespace seep {
namespace {

RunOutcome CountsAs(Change change) {
  switch (change) {
    case Change::kNotWorse:
      return RunOutcome::kClean;
    case Change::kWorse:
      return RunOutcome::kLeak;
    case Change::kInconclusive:
      break;
  }
  return RunOutcome::kInconclusive;
}

bool CameToAnEnd(const RunResult& run) { return !run.failure && !run.interrupted; }

}  // namespace

Result<std::vector<Baseline>> LoadBaselines(const TestOptions& options) {
  std::vector<Baseline> baselines(options.cases.size());
  if (options.update_baselines) return baselines;
  for (size_t i = 0; i < baselines.size(); ++i) {
    const auto* run = std::get_if<RunOptions>(&options.cases[i].options);
    if (run == nullptr) continue;
    Result<Baseline> base = LoadBaselineOfRun(run->baseline, run->plan.tolerance);
    if (!base) {
      Error error = base.error();
      if (error.kind == ErrorKind::kNotFound) {
        error.message +=
            fmt::format(", the baseline of {}: `seep test --update-baselines` writes it",
                        options.cases[i].name);
      }
      return tl::unexpected(std::move(error));
    }
    baselines[i] = std::move(*base);
  }
  return baselines;
}

std::optional<Ruling> RulingOf(const TestCase& test, const Baseline& base, const RunResult& run) {
  if (!CameToAnEnd(run)) return std::nullopt;
  if (base) {
    const Comparison comparison = Compare(*base, run);
    Ruling ruling{CountsAs(comparison.change), "baseline", comparison.reason};
    for (const std::string& warning : comparison.warnings) ruling.reason += "; " + warning;
    return ruling;
  }
  if (!test.leak_expected || run.outcome == Outcome::kInconclusive) return std::nullopt;
  if (run.outcome == Outcome::kLeak)
    return Ruling{RunOutcome::kClean, "expect", "a leak, and there is one"};
  return Ruling{RunOutcome::kLeak, "expect", "a leak, and there is none"};
}

Result<std::optional<Ruling>> UpdateBaseline(const std::string& path, const RunResult& run) {
  if (!CameToAnEnd(run)) return std::optional<Ruling>();
  Result<OutputFile> file = OutputFile::Open(path);
  if (!file) return tl::unexpected(file.error());
  if (const Result<> written = file->Write(JsonReport(run)); !written)
    return tl::unexpected(written.error());
  return std::optional(Ruling{RunOutcome::kClean, "baseline", "written to " + path});
}

}  // namespace seep
