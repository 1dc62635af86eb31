#include "report/markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/recorded_hunt.h"
#include "report/recorded_sites.h"

namespace seep {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr size_t kMiB = size_t{1} << 20;

std::string Report(const RunResult& run) {
  const NamedRun named = Named(run);
  return MarkdownReport({&named, 1}, kMiB);
}

TEST(MarkdownReport, OfALeakHasTheVerdictTheFactsAndTheStack) {
  RunResult run = WithLiveHeap(RecordedLeak());
  run.sites->sites = {RecordedCacheSite()};
  const std::string text = Report(run);
  EXPECT_THAT(text, StartsWith("## ❌ LEAK: server --port {port}\n\n"
                               "live heap grows by 288 B a request.\n\n"
                               "- **growth** 274.7 MiB a million requests"));
  EXPECT_THAT(text, HasSubstr("**64 B a request, 98 % of the growth**\n\n```text\n"
                              "cache::Cache::Remember  /home/me/server/src/cache/cache.cc:42\n"));
  EXPECT_THAT(text, HasSubstr("| live heap | +288 B | +288 B … +288 B | LEAK |\n"));
}

TEST(MarkdownReport, OfAHuntBeginsWithATableTheWorstFirst) {
  const std::vector<RunResult> runs = RecordedHunt();
  const std::string text = MarkdownReport(NamedByShape(runs), kMiB);
  EXPECT_THAT(text, StartsWith("## ❌ LEAK: 4 runs\n\n| | verdict | of | |\n|---|---|---|---|\n"
                               "| ❌ | LEAK | abort | "));
  EXPECT_LT(text.find("### ❌ LEAK: abort"), text.find("### ❌ FAILED: head"));
  EXPECT_LT(text.find("### ❌ FAILED: head"), text.find("### ❔ INCONCLUSIVE: range"));
  EXPECT_THAT(text, Not(HasSubstr("### ✅")));  // there is nothing to say of it
}

TEST(MarkdownReport, LeavesOutWhatDoesNotFitAndSaysSo) {
  const std::vector<RunResult> runs = RecordedHunt();
  const size_t whole = MarkdownReport(NamedByShape(runs), kMiB).size();
  const std::string text = MarkdownReport(NamedByShape(runs), whole - 1);
  EXPECT_LT(text.size(), whole);
  EXPECT_THAT(text, HasSubstr("### ❌ LEAK: abort"));
  EXPECT_THAT(text, HasSubstr("did not fit"));
}

TEST(MarkdownReport, NamesAreNoMarkup) {
  RunResult run = RecordedLeak();
  run.plan.command = {"a|b", "<script>", "*x*", "`y`"};
  EXPECT_THAT(Report(run), HasSubstr("'a\\|b' '&lt;script\\>' '\\*x\\*' '\\`y\\`'"));
  run.plan.command = {"a`b"};
  run.plan.command_line = {"seep", "run", "--", "a`b"};
  run.outcome = Outcome::kInconclusive;
  run.reason = "more requests would decide (-n 9)";
  EXPECT_THAT(Report(run), HasSubstr("`` seep run -n 9 -- 'a`b' ``"));
}

TEST(MarkdownReport, OfATestHasTheMarkOfTheRulingAndSaysIt) {
  const RecordedTest test;
  const std::string passed = MarkdownReport(std::vector{test.plain, test.as_expected}, kMiB);
  EXPECT_THAT(passed, StartsWith("## ✅ PASSED: 2 runs\n"));
  EXPECT_THAT(passed, HasSubstr("\n| ✅ | LEAK | old | "));
  EXPECT_THAT(passed, HasSubstr("### ✅ LEAK: old\n"));
  EXPECT_THAT(passed, HasSubstr("\n- **expect** a leak\n"));
  const std::string failed = MarkdownReport(std::vector{test.plain, test.unexpected}, kMiB);
  EXPECT_THAT(failed, StartsWith("## ❌ FAILED: 2 runs\n"));
  EXPECT_THAT(failed, HasSubstr("### ❌ CLEAN: fixed\n"));
}

}  // namespace
}  // namespace seep
