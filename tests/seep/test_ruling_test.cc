#include "seep/test_ruling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/temp_folder.h"
#include "seep/recorded_run.h"

namespace seep {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// A run with one meter, whose growth is known to ± 1 B.
RunResult RunOf(Outcome outcome, double growth = 0) {
  MeterVerdict judged;
  judged.meter = Meter::kHeldBytes;
  judged.tolerance = {.slope = 8, .floor = 32768, .resolution = 4096};
  judged.points = {{1000, 0}, {60'000, 0}};
  judged.verdict.outcome = outcome;
  judged.verdict.slope = {.estimate = growth, .low = growth - 1, .high = growth + 1};
  judged.verdict.confidence = 0.99;
  judged.verdict.judged_from = 1;
  RunResult run;
  run.outcome = outcome;
  run.meters = {judged};
  return run;
}

TestCase CaseOf(bool leak_expected, const std::string& baseline = "") {
  RunOptions options;
  options.baseline = baseline;
  return {.name = "web", .options = options, .leak_expected = leak_expected};
}

RunOutcome Ruled(const TestCase& test, const Baseline& base, const RunResult& run) {
  const std::optional<Ruling> ruling = RulingOf(test, base, run);
  EXPECT_TRUE(ruling);
  return ruling ? ruling->counts_as : RunOutcome::kFailed;
}

TEST(RulingOf, PassesAnExpectedLeakAndFailsOneThatIsNotThere) {
  const TestCase test = CaseOf(true);
  EXPECT_EQ(Ruled(test, {}, RunOf(Outcome::kLeak)), RunOutcome::kClean);
  EXPECT_EQ(Ruled(test, {}, RunOf(Outcome::kClean)), RunOutcome::kLeak);
  EXPECT_FALSE(RulingOf(test, {}, RunOf(Outcome::kInconclusive))) << "undecided stays undecided";
  EXPECT_FALSE(RulingOf(CaseOf(false), {}, RunOf(Outcome::kLeak)));
}

TEST(RulingOf, IsWhatTheComparisonWithABaselineSays) {
  const TestCase test = CaseOf(false);
  const Baseline base = RunOf(Outcome::kLeak, 64);
  EXPECT_EQ(Ruled(test, base, RunOf(Outcome::kLeak, 64)), RunOutcome::kClean);
  EXPECT_EQ(Ruled(test, base, RunOf(Outcome::kLeak, 256)), RunOutcome::kLeak);
  const auto ruling = RulingOf(test, base, RunOf(Outcome::kLeak, 64));
  EXPECT_EQ(ruling->by, "baseline");
  EXPECT_THAT(ruling->reason, HasSubstr("it leaks as the baseline does"));
  RunResult open = RunOf(Outcome::kInconclusive, 100);
  open.meters[0].verdict.slope = {.estimate = 100, .low = -100, .high = 300};
  EXPECT_EQ(Ruled(test, base, open), RunOutcome::kInconclusive);
}

TEST(RulingOf, SaysNothingOfARunThatCameToNoEnd) {
  RunResult failed = RunOf(Outcome::kLeak, 64);
  failed.failure = Error{ErrorKind::kExited, Fault::kTarget, "the server died", 0};
  RunResult interrupted = RunOf(Outcome::kLeak, 64);
  interrupted.interrupted = true;
  for (const RunResult& run : {failed, interrupted}) {
    EXPECT_FALSE(RulingOf(CaseOf(true), {}, run));
    EXPECT_FALSE(RulingOf(CaseOf(false), RunOf(Outcome::kLeak, 64), run));
  }
}

TEST(Baselines, AreWrittenAndReadAndKeptWhereARunFailed) {
  const Result<TempFolder> folder = TempFolder::Create();
  ASSERT_TRUE(folder);
  const std::string file = folder->path() + "/web.json";
  TestOptions options;
  options.cases = {CaseOf(false, file)};
  const auto missing = LoadBaselines(options);
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message,
              AllOf(HasSubstr(file), HasSubstr("the baseline of web"),
                    HasSubstr("`seep test --update-baselines` writes it")));

  options.update_baselines = true;
  EXPECT_TRUE(LoadBaselines(options)) << "it need not be there when it is to be written";
  RunResult failed = RunOf(Outcome::kLeak, 64);
  failed.failure = Error{ErrorKind::kExited, Fault::kTarget, "the server died", 0};
  const auto kept = UpdateBaseline(file, failed);
  ASSERT_TRUE(kept);
  EXPECT_FALSE(*kept);
  EXPECT_FALSE(std::filesystem::exists(file));

  const auto written = UpdateBaseline(file, RunOf(Outcome::kLeak, 64));
  ASSERT_TRUE(written) << written.error().message;
  ASSERT_TRUE(*written);
  EXPECT_EQ((*written)->counts_as, RunOutcome::kClean);
  options.update_baselines = false;
  const auto read = LoadBaselines(options);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(read->front());
}

TEST(Baselines, ThatCannotBeWrittenAreAnError) {
  EXPECT_FALSE(UpdateBaseline("/nonexistent/web.json", RunOf(Outcome::kLeak, 64)));
}

}  // namespace
}  // namespace seep
