#include "leak_test/run_seep.h"

#include <filesystem>
#include <system_error>

#include "leak_test/child.h"
#include "leak_test/result_reader.h"
#include "leak_test/scratch_folder.h"

namespace seep::leak_test {
namespace {

// Exit codes, as `man seep` has them.
constexpr int kInconclusive = 3;
constexpr int kUsage = 2;
constexpr int kRunFailed = 4;

bool HasVerdict(int exit_code) {
  return exit_code == 0 || exit_code == 1 || exit_code == kInconclusive;
}

LeakTestError::Kind KindOf(int exit_code) {
  if (exit_code == kUsage) return LeakTestError::Kind::kUsage;
  if (exit_code == kRunFailed) return LeakTestError::Kind::kRunFailed;
  return LeakTestError::Kind::kInternal;
}

std::string WithoutLineEnds(std::string text) {
  text.erase(text.find_last_not_of('\n') + 1);
  return text;
}

ChildEnd Ended(const ChildSpec& spec) {
  try {
    return RunChild(spec);
  } catch (const std::system_error& error) {
    throw LeakTestError(LeakTestError::Kind::kNotFound, error.what());
  }
}

}  // namespace

LeakResult RunSeep(const std::string& program, const SeepRun& run) {
  const ScratchFolder scratch;
  const std::string json =
      run.json.empty() ? scratch.Of("run.json") : std::filesystem::absolute(run.json).string();
  ChildSpec spec{
      {program, run.subcommand, "--json", json}, run.folder, run.environment, scratch.path()};
  spec.words.insert(spec.words.end(), run.words.begin(), run.words.end());
  const ChildEnd end = Ended(spec);
  if (!HasVerdict(end.exit_code)) {
    const std::string how = end.exit_code < 0
                                ? "was ended by signal " + std::to_string(-end.exit_code)
                                : "ended with exit code " + std::to_string(end.exit_code);
    const std::string said = WithoutLineEnds(end.output + end.errors);
    throw LeakTestError(KindOf(end.exit_code),
                        "seep " + how + ": " + (said.empty() ? "it said nothing" : said));
  }
  LeakResult result = ReadResult(ReadFile(json));
  result.exit_code = end.exit_code;
  result.report = WithoutLineEnds(end.output);
  result.headline = result.report.substr(0, result.report.find('\n'));
  if (!run.json.empty()) result.json = json;
  return result;
}

}  // namespace seep::leak_test
