#include "report/hunt_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "report/recorded_hunt.h"

namespace seep {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

TEST(HuntText, BeginsWithALeakAndThenWhatFailed) {
  EXPECT_THAT(HuntText(RecordedHunt(), {}),
              ContainsRegex("^shape[^\n]*\nabort [^\n]*\nhead [^\n]*\nrange [^\n]*\nclose "));
}

TEST(HuntText, SaysWhatWasAnswered) {
  RunResult run = RecordedUnder("close", Outcome::kClean);
  run.load.statuses.answers = {{200, 29'700}, {500, 300}};
  const std::string text = HuntText(std::vector{run}, {});
  EXPECT_THAT(text, ContainsRegex("shape .* answers\nclose .* 200, 500\n"));
  EXPECT_THAT(text, HasSubstr("\nclose  CLEAN\n  answers   200 × 29,700, 500 × 300\n"
                              "  warning   1 % of the answers were 500\n"));
}

TEST(HuntText, ShowsTheMeterThatLeaksWithin80Columns) {
  RunResult run = RecordedUnder("abort@first-byte", Outcome::kLeak);
  for (MeterVerdict& judged : run.meters)
    if (judged.meter != Meter::kHeldBytes) judged.verdict.outcome = Outcome::kClean;
  for (MeterVerdict& judged : run.meters)
    if (judged.meter == Meter::kHeldBytes) judged.verdict.slope = {262.4e3, 262.1e3, 262.7e3};
  const std::string text = HuntText(std::vector{run}, {});
  EXPECT_THAT(text, ContainsRegex("\nabort@first-byte .* LEAK  *anonymous memory \\+256.2 KiB ±"));
  const size_t begin = text.find("\nabort@") + 1;
  EXPECT_LE(text.find('\n', begin) - begin, 81U);  // bytes: ± has two
}

TEST(HuntText, HasTheWarningsOfEachRun) {
  RunResult clean = RecordedUnder("close", Outcome::kClean);
  EXPECT_THAT(HuntText(std::vector{clean}, {}), Not(HasSubstr("CLEAN\n  ")));
  RunResult leak = RecordedUnder("head", Outcome::kLeak);
  clean.warnings = leak.warnings = {"9 of 90 requests failed"};
  const std::string text = HuntText(std::vector{clean, leak}, {});
  EXPECT_THAT(text, HasSubstr("\nclose  CLEAN\n  warning   9 of 90 requests failed\n"));
  EXPECT_THAT(text, ContainsRegex("\nhead  LEAK[^\n]*\n  warning   9 of 90 requests failed\n"));
}

}  // namespace
}  // namespace seep
