#include "report/test_text.h"

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

TEST(TestText, HasALineForEachServerInTheirOrder) {
  const RecordedTest test;
  const RunResult failure = RecordedFailure("close");
  const std::vector<NamedRun> runs = {
      test.plain, test.as_expected, test.unexpected, {"db", &failure}};
  EXPECT_THAT(TestText(runs, {}), ContainsRegex("^server +result +verdict +growth of each\n"
                                                "web +passed +CLEAN +anonymous memory [^\n]*\n"
                                                "old +passed +LEAK [^\n]*\n"
                                                "fixed +failed +CLEAN [^\n]*\n"
                                                "db +failed +FAILED "));
}

TEST(TestText, IsWithin80Columns) {
  RunResult run = RecordedUnder("close", Outcome::kInconclusive);
  run.meters[0].verdict.slope = {262.4e3, 262.1e3, 262.7e3};
  const std::string text = TestText(std::vector{NamedRun{"sixteen-letters-", &run}}, {});
  const size_t begin = text.find("\nsixteen") + 1;
  EXPECT_THAT(text, HasSubstr("undecided"));
  EXPECT_LE(text.find('\n', begin) - begin, 81U);  // bytes: ± has two
}

TEST(TestText, SaysBeneathWhatWasRuledAndWhatLeaks) {
  const RecordedTest test;
  const NamedRun leak{"api", &test.leak};
  const std::string text = TestText(std::vector{test.plain, test.as_expected, leak}, {});
  EXPECT_THAT(text, Not(HasSubstr("\nCLEAN  web")));
  EXPECT_THAT(text, ContainsRegex("\nLEAK  old: [^\n]*\n  expect    a leak\n"));
  EXPECT_THAT(text, HasSubstr("\nLEAK  api: anonymous memory grows by 304 B a request\n"));
}

TEST(TestText, HasTheLinesOfWhatFailsOnly) {
  const RunResult run = NativeLeak();
  NamedRun named{"old", &run, Ruling{RunOutcome::kClean, "expect", "a leak"}};
  const std::string line = "cache.cc:42 in cache::Cache::Remember";
  EXPECT_THAT(TestText(std::vector{named}, {}), Not(HasSubstr(line)));
  named.ruling.reset();
  EXPECT_THAT(TestText(std::vector{named}, {}), HasSubstr(line));
}

TEST(TestText, SaysACallStackOnceOfThoseThatFailAtIt) {
  const RunResult run = NativeLeak();
  const NamedRun passing{"old", &run, Ruling{RunOutcome::kClean, "expect", "a leak"}};
  const std::string text =
      TestText(std::vector{passing, NamedRun{"api", &run}, NamedRun{"web", &run}}, {});
  EXPECT_THAT(text, HasSubstr("\n  stack     the same for these 2 runs\n"));
}

TEST(TestText, SaysWhatToDoNextWhereOneFails) {
  const RunResult run = NativeLeak();
  NamedRun named{"old", &run, Ruling{RunOutcome::kClean, "expect", "a leak"}};
  EXPECT_THAT(TestText(std::vector{named}, {}), Not(HasSubstr("\n  next ")));
  named.ruling.reset();
  const RecordedTest test;
  EXPECT_THAT(TestText(std::vector{test.plain, named}, {}), HasSubstr("\n  next "));
}

TEST(TestText, HasWhatEachRunRestsOnWhenAsked) {
  const RecordedTest test;
  const std::vector<NamedRun> runs = {test.plain};
  EXPECT_THAT(TestText(runs, {}), Not(HasSubstr("interval")));
  EXPECT_THAT(TestText(runs, {}, Detail::kMeasured), HasSubstr("interval"));
}

}  // namespace
}  // namespace seep
