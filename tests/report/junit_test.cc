#include "report/junit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/recorded_hunt.h"

namespace seep {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Report(const RunResult& run, Undecided undecided = Undecided::kSkipped) {
  const NamedRun named = Named(run);
  return JunitReport({&named, 1}, undecided);
}

TEST(JunitReport, IsASuiteOfOneCaseAMeterAndALeakIsAFailure) {
  RunResult run = WithLiveHeap(RecordedLeak());
  run.meters[1].verdict.outcome = Outcome::kClean;
  const std::string text = Report(run);
  EXPECT_THAT(
      text,
      HasSubstr(
          "<testsuites name=\"seep\" tests=\"2\" failures=\"1\" errors=\"0\" time=\"3.900\">\n"
          "  <testsuite name=\"server --port {port}\" tests=\"2\" failures=\"1\" errors=\"0\" "
          "skipped=\"0\" time=\"3.900\" timestamp=\"2026-11-22T16:00:00\">\n"
          "    <testcase classname=\"seep.server --port {port}\" name=\"live heap\" "
          "time=\"3.900\">\n"
          "      <failure type=\"LEAK\" message=\"+288 B a request: it grows steadily and "
          "does not slow down\">LEAK  live heap grows by 288 B a request\n"));
  EXPECT_THAT(text, HasSubstr("<testcase classname=\"seep.server --port {port}\" name=\"anonymous "
                              "memory\" time=\"0.000\"/>\n"));
}

TEST(JunitReport, AnUndecidedRunIsSkippedOrAFailureAsChosen) {
  RunResult run = RecordedUnder("range", Outcome::kInconclusive);
  run.meters[0].verdict.reason = "too few readings";
  EXPECT_THAT(Report(run), HasSubstr("<skipped message=\"too few readings\"/>"));
  EXPECT_THAT(Report(run), HasSubstr("failures=\"0\" errors=\"0\" skipped=\"1\""));
  EXPECT_THAT(Report(run, Undecided::kFailure), HasSubstr("message=\"too few readings\""));
  EXPECT_THAT(Report(run, Undecided::kFailure), HasSubstr("failures=\"1\""));
}

TEST(JunitReport, AMeterThatIsUndecidedInACleanRunIsNoFailure) {
  RunResult run = WithLiveHeap(RecordedUnder("close", Outcome::kClean));
  run.meters[1].verdict.outcome = Outcome::kInconclusive;
  EXPECT_THAT(Report(run, Undecided::kFailure), HasSubstr("failures=\"0\" errors=\"0\""));
}

TEST(JunitReport, AVerdictThatNoMeterHasIsACaseOfItsOwn) {
  RunResult run = RecordedUnder("close", Outcome::kInconclusive);
  run.meters[0].verdict.outcome = Outcome::kClean;
  run.reason = "the server was never quiet";
  EXPECT_THAT(Report(run, Undecided::kFailure),
              HasSubstr("name=\"run\" time=\"0.000\">\n      <failure type=\"INCONCLUSIVE\" "
                        "message=\"the server was never quiet\">"));
}

TEST(JunitReport, OfAHuntIsASuiteForEachShapeAndAFailedRunIsAnError) {
  const std::vector<RunResult> runs = RecordedHunt();
  const std::string text = JunitReport(NamedByShape(runs), Undecided::kSkipped);
  EXPECT_THAT(text, HasSubstr("tests=\"4\" failures=\"1\" errors=\"1\""));
  EXPECT_THAT(text, HasSubstr("<testcase classname=\"seep.head\" name=\"run\" time=\"3.900\">\n"
                              "      <error type=\"FAILED\" message=\"the server died\">"));
}

TEST(JunitReport, EscapesNamesAndWhatIsNoText) {
  RunResult run = RecordedLeak();
  run.plan.command = {"<&\"'\x01\xff>"};
  EXPECT_THAT(Report(run), HasSubstr("testsuite name=\"&apos;&lt;&amp;&quot;"));
  EXPECT_THAT(Report(run), Not(HasSubstr("\xff")));
  EXPECT_THAT(Report(run), Not(HasSubstr("\x01")));
}

TEST(JunitReport, WhereATestHasRuledOnlyTheRulingFails) {
  const RecordedTest test;
  const auto report = [](const NamedRun& named) {
    return JunitReport({&named, 1}, Undecided::kSkipped);
  };
  const std::string passed = report(test.as_expected);
  EXPECT_THAT(passed, HasSubstr("tests=\"2\" failures=\"0\" errors=\"0\""));
  EXPECT_THAT(passed,
              HasSubstr("<testcase classname=\"seep.old\" name=\"expect\" time=\"0.000\"/>"));
  const std::string failed = report(test.unexpected);
  EXPECT_THAT(failed, HasSubstr("tests=\"2\" failures=\"1\" errors=\"0\""));
  EXPECT_THAT(failed, HasSubstr("name=\"expect\" time=\"0.000\">\n      <failure type=\"CLEAN\" "
                                "message=\"a leak is missing\">"));
}

TEST(JunitReport, ARulingThatIsUndecidedIsSkippedOrAFailureAsChosen) {
  RecordedTest test;
  test.as_expected.ruling->counts_as = RunOutcome::kInconclusive;
  const std::span<const NamedRun> runs(&test.as_expected, 1);
  EXPECT_THAT(JunitReport(runs, Undecided::kSkipped),
              HasSubstr("failures=\"0\" errors=\"0\" skipped"));
  EXPECT_THAT(JunitReport(runs, Undecided::kFailure), HasSubstr("failures=\"1\""));
}

}  // namespace
}  // namespace seep
