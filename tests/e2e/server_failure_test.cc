// Servers that do not hold out: exit status 4, and a message that says what became of them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/seep_run.h"

namespace seep::e2e {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Finished RunOn(const Words& rogue, const Words& options = {}) {
  Words words = {"run"};
  words.insert(words.end(), options.begin(), options.end());
  words.insert(words.end(), {"--", Program("rogue"), "--mode"});
  words.insert(words.end(), rogue.begin(), rogue.end());
  return RunSeep(words);
}

void ExpectFailed(const Finished& end) {
  EXPECT_EQ(end.status, kRunFailed) << end.out << end.err;
  EXPECT_THAT(end.err, StartsWith("FAILED  "));
  EXPECT_THAT(end.out, Not(AnyOf(HasSubstr("CLEAN"), HasSubstr("LEAK"))));
}

TEST(AServer, ThatExitsAtOnceIsReportedWithItsStatusAndLastWords) {
  const Finished end = RunOn({"exit-at-once"});
  ExpectFailed(end);
  EXPECT_THAT(OneLine(end.err), HasSubstr("exited with status 3"));
  EXPECT_THAT(OneLine(end.err), HasSubstr("rogue: cannot read its configuration"));
  EXPECT_LT(end.seconds, kSoonSeconds);
}

TEST(AServer, ThatCrashesDuringTheRunIsReportedWithTheSignalAndItsLastWords) {
  const Finished end = RunOn({"crash", "--after", "5000"}, {"--full"});
  ExpectFailed(end);
  EXPECT_THAT(OneLine(end.err), HasSubstr("signal 11"));
  EXPECT_THAT(OneLine(end.err), HasSubstr("rogue: about to crash"));
}

TEST(AServer, ThatExitsDuringTheRunIsReportedWithItsStatusAndLastWords) {
  const Finished end = RunOn({"exit", "--after", "5000"}, {"--full"});
  ExpectFailed(end);
  EXPECT_THAT(OneLine(end.err),
              testing::ContainsRegex("exited with status 1 after (4,99[0-9]|5,000) answers"));
  EXPECT_THAT(OneLine(end.err), HasSubstr("rogue: out of luck"));
}

TEST(AServer, ThatGoesIntoTheBackgroundIsReportedAsThat) {
  const Finished end = RunOn({"daemon"});
  ExpectFailed(end);
  EXPECT_THAT(OneLine(end.err), HasSubstr("background"));
}

TEST(AServer, ThatNeverListensIsGivenUpAfterTheReadyTimeout) {
  const Finished end = RunOn({"deaf"}, {"--ready-timeout", "1s"});
  ExpectFailed(end);
  EXPECT_GE(end.seconds, 1);
  EXPECT_LT(end.seconds, 1 + 2 * kSoonSeconds);
}

TEST(AServer, ThatNeverAnswersIsGivenUpAfterTheReadyTimeout) {
  const Finished end = RunOn({"mute"}, {"--ready-timeout", "1s"});
  ExpectFailed(end);
  EXPECT_THAT(OneLine(end.err), HasSubstr("answer"));
  EXPECT_LT(end.seconds, 1 + 2 * kSoonSeconds);
}

TEST(AServer, ThatNeverAnswersIsReadyForClientsThatDoNotWait) {
  const Words mute = {"run", "--ready-timeout", "5s",     "-n",  "2000", "--shape", "abort@sent",
                      "--",  Program("rogue"),  "--mode", "mute"};
  const Recorded run = RunSeepRecorded(mute);
  EXPECT_NE(run.end.status, kRunFailed) << run.end.err;
  EXPECT_GT(run.json["load"]["aborted"], 1000);
  EXPECT_EQ(run.json["load"]["answers"], 0);
}

TEST(AServer, ThatListensElsewhereIsReportedWithThePortItListensOn) {
  const Finished end = RunOn({"elsewhere"}, {"--ready-timeout", "1s"});
  ExpectFailed(end);
  EXPECT_THAT(OneLine(end.err), testing::ContainsRegex("listens on .*[0-9]+"));
}

TEST(AServer, ThatHangsUpOnEveryRequestFailsTheRun) {
  ExpectFailed(RunOn({"hangup"}, {"--ready-timeout", "1s"}));
}

TEST(AServer, ThatCutsEveryAnswerShortFailsTheRun) {
  ExpectFailed(RunOn({"cut"}, {"--ready-timeout", "1s"}));
}

TEST(AServer, ThatAnswers500ToEverythingFailsTheRunWithAnAnswer) {
  const Finished end = RunOn({"error500"}, {"-q"});
  ExpectFailed(end);
  EXPECT_THAT(OneLine(end.err), HasSubstr("(100 %) were 500 (\"HTTP/1.1 500 "));
  EXPECT_THAT(OneLine(end.err), HasSubstr("--expect-status 500"));
  EXPECT_LT(end.seconds, 1 + 3 * kSoonSeconds) << "it is given up early";
}

TEST(AServer, ThatIsToAnswer500IsJudged) {
  const Finished end = RunOn({"error500"}, {"-v", "-n", "2000", "--expect-status", "2xx,500"});
  EXPECT_THAT(end.status, AnyOf(kClean, kInconclusive)) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("  answers   500 × 2,000\n"));
}

TEST(AServer, WhosePlaceholderIsLeftOverIsNotStarted) {
  const Finished end =
      RunSeep({"run", "--", Program("rogue"), "--mode", "exit-at-once", "{port10}"});
  EXPECT_EQ(end.status, kUsage) << end.out << end.err;
  EXPECT_THAT(OneLine(end.err), HasSubstr("there is no {port10}"));
}

TEST(AServer, ThatBearsNoForeignLibraryIsJudgedWithoutOne) {
  const std::string script =
      "[ -z \"$SEEP_HEAP_REGION\" ] || exit 1; exec " + Program("leaky") + " --leak none";
  const Recorded run = RunSeepRecorded({"run", "-n", "2000", "--", "sh", "-c", script});
  EXPECT_THAT(run.end.status, AnyOf(kClean, kInconclusive)) << run.end.out << run.end.err;
  EXPECT_THAT(OneLine(run.end.out),
              HasSubstr("not counted: with it the server exits before it answers"));
  EXPECT_FALSE(run.json["target"]["environment"].contains("SEEP_HEAP_REGION"));
}

TEST(AServer, ThatBearsNoForeignLibraryFailsTheRunWhereOneIsRequired) {
  const Finished end =
      RunSeep({"run", "--heap", "require", "--", "sh", "-c",
               "[ -z \"$SEEP_HEAP_REGION\" ] || { echo no thanks; exit 1; }; exec sleep 60"});
  ExpectFailed(end);
  EXPECT_THAT(OneLine(end.err), HasSubstr("no thanks"));
}

TEST(AServer, WhoseWorkersComeAndGoIsMeasuredWithoutErrors) {
  const Recorded run = RunSeepRecorded(
      {"run", "-n", "20000", "--", Program("rogue"), "--mode", "workers", "--after", "500"});
  EXPECT_THAT(run.end.status, AnyOf(kClean, kInconclusive)) << run.end.out << run.end.err;
  EXPECT_EQ(run.json["load"]["errors"].size(), 0u) << run.json["load"].dump();
}

}  // namespace
}  // namespace seep::e2e
