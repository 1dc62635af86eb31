#include "report/test_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "report/recorded_hunt.h"

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
  EXPECT_THAT(text, Not(HasSubstr("\nweb  CLEAN")));
  EXPECT_THAT(text, ContainsRegex("\nold  LEAK  [^\n]*\n  expect    a leak\n"));
  EXPECT_THAT(text, HasSubstr("\napi  LEAK  " + test.leak.reason + "\n"));
}

TEST(TestText, HasTheCallStacksOfWhatFailsOnly) {
  RecordedTest test;
  test.leak.sites_note = "it is built without";
  EXPECT_THAT(TestText(std::vector{test.as_expected}, {}), Not(HasSubstr("sites")));
  test.as_expected.ruling.reset();
  EXPECT_THAT(TestText(std::vector{test.as_expected}, {}),
              HasSubstr("sites     none: it is built"));
}

}  // namespace
}  // namespace seep
