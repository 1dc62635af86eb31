#include "report/named_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/recorded_hunt.h"

namespace seep {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Names(const std::vector<NamedRun>& runs) {
  std::vector<std::string> names;
  for (const NamedRun& named : runs) names.push_back(named.name);
  return names;
}

TEST(NamedRun, OfASingleRunIsTheCommandAsItWasTyped) {
  RunResult run = RecordedLeak();
  run.plan.command = {"node", "my server.js"};
  EXPECT_EQ(Named(run).name, "node 'my server.js'");
  run.plan.command.clear();
  EXPECT_EQ(Named(run).name, "process 42");
}

TEST(WorstFirst, PutsALeakBeforeWhatFailed) {
  const std::vector<RunResult> runs = RecordedHunt();
  EXPECT_THAT(Names(WorstFirst(NamedByShape(runs))),
              ElementsAre("abort", "head", "range", "close"));
}

TEST(WorstFirst, PutsTheLargestLeakFirst) {
  std::vector<RunResult> runs = {RecordedUnder("close", Outcome::kLeak),
                                 RecordedUnder("range", Outcome::kLeak)};
  runs[1].meters[0].verdict.slope.estimate *= 2;
  EXPECT_THAT(Names(WorstFirst(NamedByShape(runs))), ElementsAre("range", "close"));
}

TEST(WorstOf, IsALeakWhateverFailedBesideIt) {
  const std::vector<RunResult> runs = RecordedHunt();
  const std::vector<NamedRun> named = NamedByShape(runs);
  EXPECT_EQ(WorstOf(named), RunOutcome::kLeak);
  EXPECT_EQ(WorstOf(std::span(named).first(3)), RunOutcome::kFailed);
  EXPECT_EQ(WorstOf(std::span(named).first(2)), RunOutcome::kInconclusive);
  EXPECT_EQ(WorstOf(std::span(named).first(1)), RunOutcome::kClean);
  EXPECT_EQ(WorstOf({}), RunOutcome::kClean);
}

TEST(CountsAs, IsTheRulingWhereThereIsOne) {
  const RecordedTest test;
  EXPECT_EQ(CountsAs(test.as_expected), RunOutcome::kClean);
  EXPECT_EQ(CountsAs(test.unexpected), RunOutcome::kLeak);
  EXPECT_EQ(CountsAs(test.plain), RunOutcome::kClean);
  EXPECT_THAT(Names(WorstFirst({test.plain, test.as_expected, test.unexpected})).front(), "fixed");
}

TEST(VerdictOf, IsNoVerdictThatNoRunHas) {
  const RecordedTest test;
  const NamedRun leak{"leak", &test.leak};
  EXPECT_EQ(VerdictOf(std::vector{test.plain}), "CLEAN");
  EXPECT_EQ(VerdictOf(std::vector{test.plain, test.as_expected}), "PASSED");
  EXPECT_EQ(VerdictOf(std::vector{test.as_expected, test.unexpected}), "FAILED");
  EXPECT_EQ(VerdictOf(std::vector{test.unexpected, leak}), "LEAK");
}

}  // namespace
}  // namespace seep
