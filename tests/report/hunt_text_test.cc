#include "report/hunt_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "report/recorded_hunt.h"
#include "report/recorded_kinds.h"

namespace seep {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

TEST(HuntText, BeginsWithALeakAndThenWhatFailed) {
  EXPECT_THAT(HuntText(RecordedHunt(), {}),
              ContainsRegex("^LEAK  1 of 4 shapes leaks, 1 failed, 1 is undecided, 1 is clean\n\n"
                            "shape[^\n]*\nabort [^\n]*\nhead [^\n]*\nrange [^\n]*\nclose "));
}

TEST(HuntText, SaysWhatWasAnswered) {
  RunResult run = RecordedUnder("close", Outcome::kClean);
  run.load.statuses.answers = {{200, 29'700}, {500, 300}};
  const std::string text = HuntText(std::vector{run}, {});
  EXPECT_THAT(text, ContainsRegex("shape .* answers\nclose .* 200, 500\n"));
  EXPECT_THAT(text, HasSubstr("  answers   200 × 29,700, 500 × 300\n"
                              "  note      1 % of the answers were 500\n"));
}

TEST(HuntText, HasOneColumnOfMemoryThatLeadsWithWhatGrew) {
  RunResult leak = NativeLeak();
  leak.plan.legs[0].shape.name = "abort@first-byte";
  leak.meters[0].verdict.outcome = Outcome::kClean;
  leak.meters[0].verdict.slope = {0, -0.1, 0.1};
  leak.meters[1].verdict.slope = {262.4e3, 262.1e3, 262.7e3};
  EXPECT_THAT(HuntText(std::vector{leak}, {}),
              ContainsRegex("\nabort@first-byte  LEAK     anonymous memory \\+256.2 KiB  "));
  RunResult clean = CleanWithinTolerance();
  EXPECT_THAT(HuntText(std::vector{clean}, {}), HasSubstr("CLEAN    anonymous memory +4.2 B  "));
  EXPECT_THAT(HuntText(std::vector{CleanRun()}, {}),
              HasSubstr("CLEAN    live heap +0.0004 B ±0.002 B  "));
}

TEST(HuntText, LeavesOutWhatMattersLeastWhereThereIsNoRoom) {
  RunResult run = RecordedUnder("upstream:early-answer", Outcome::kInconclusive);
  const std::string text = HuntText(std::vector{run}, {.columns = 60});
  EXPECT_THAT(text, ContainsRegex("\nshape +verdict +growth of each\n"));
  EXPECT_THAT(HuntText(std::vector{run}, {.columns = 120}), HasSubstr("operations  answers\n"));
}

RunResult LeakUnder(const char* shape) {
  RunResult run = NativeLeak();
  run.plan.legs[0].shape.name = shape;
  return run;
}

size_t CountOf(const std::string& text, const std::string& wanted) {
  size_t count = 0;
  for (size_t at = 0; (at = text.find(wanted, at)) != std::string::npos; ++at) ++count;
  return count;
}

TEST(HuntText, SaysACallStackThatShapesShareOnce) {
  std::vector<RunResult> runs = {LeakUnder("abort"), LeakUnder("head"), LeakUnder("close")};
  const std::string line = "cache.cc:42 in cache::Cache::Remember";
  std::string text = HuntText(runs, {});
  EXPECT_EQ(CountOf(text, line), 1u) << text;
  EXPECT_THAT(text, HasSubstr("\n  stack     the same for these 3 shapes\n  where "));
  for (const char* shape : {"abort", "head", "close"})
    EXPECT_THAT(text, HasSubstr(std::string("\nLEAK  ") + shape + ": live heap grows by "));
  // Another caller is another stack.
  runs[2].sites->sites[0].stack[3].line = 7;
  text = HuntText(runs, {});
  EXPECT_EQ(CountOf(text, line), 2u) << text;
  EXPECT_THAT(text, HasSubstr("\n  stack     the same for these 2 shapes\n"));
}

TEST(HuntText, HasTheWarningsOfEachRun) {
  RunResult clean = RecordedUnder("close", Outcome::kClean);
  EXPECT_THAT(HuntText(std::vector{clean}, {}), Not(HasSubstr("\nCLEAN  ")));
  RunResult leak = RecordedUnder("head", Outcome::kLeak);
  clean.warnings = leak.warnings = {"9 of 90 requests failed"};
  const std::string text = HuntText(std::vector{clean, leak}, {});
  EXPECT_THAT(text, ContainsRegex("\nCLEAN  close: no leak above [^\n]*\n"
                                  "  note      9 of 90 requests failed\n"));
  EXPECT_THAT(text, ContainsRegex("\nLEAK  head: [^\n]*\n  growth [^\n]*\n"
                                  "  note      9 of 90 requests failed\n"));
}

TEST(HuntText, HasWhatEachRunRestsOnWhenAsked) {
  const std::vector<RunResult> runs = {LeakUnder("abort"), CleanRun()};
  EXPECT_THAT(HuntText(runs, {}), Not(HasSubstr("interval")));
  EXPECT_EQ(CountOf(HuntText(runs, {}, Detail::kMeasured), "interval"), 2u);
}

}  // namespace
}  // namespace seep
