#include "report/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/next_step.h"
#include "report/recorded_hunt.h"
#include "report/recorded_sites.h"
#include "report/summary_text.h"

namespace seep {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

RunResult Asked(RunResult result) {
  result.plan.command = {"node", "server.js"};
  result.plan.command_line = {"seep", "run", "-n", "500", "--", "node", "server.js"};
  return result;
}

std::string Told(const RunResult& result) { return SummaryText(Summarize(result), {}); }

TEST(Summary, OfALeakSaysHowMuchWhereAndWhat) {
  EXPECT_EQ(Told(WithLiveHeap(RecordedLeak())),
            "LEAK  live heap grows by 288 B a request\n"
            "  growth    274.7 MiB a million requests, 2.7 MiB a second at this traffic\n"
            "  where     cache.cc:42 in Cache::Add, 100 % of the growth\n"
            "  what      memory in use: blocks that are never freed\n"
            "  memory    live heap 97.7 KiB before, 8.3 MiB after  ▁▃▅▆█\n"
            "  traffic   30,000 requests on 4 connections in 3.9 s, and 10,000 more for the\n"
            "            call stacks\n"
            "  next      see all call stacks and readings on one page (--html FILE)\n");
}

TEST(Summary, OfALeakNamesWhatToType) {
  const Summary summary = Summarize(Asked(WithLiveHeap(RecordedLeak())));
  EXPECT_EQ(summary.command, "seep run --html leak.html -n 500 -- node server.js");
}

std::string WhereOf(const SitePass& pass) {
  RunResult result = WithLiveHeap(RecordedLeak());
  result.sites = pass;
  std::string text;
  bool where = false;
  for (const Fact& fact : Summarize(result).facts) {
    if (!fact.label.empty()) where = fact.label == "where";
    if (where) text += fact.text + "\n";
  }
  return text;
}

TEST(Summary, OfManyCallStacksHasTheFirstThreeAndWhoCalledTheFirst) {
  SitePass pass = RecordedSites();
  LeakSite& first = pass.sites[0];
  for (const char* caller : {"Start", "Route", "Route", "Dispatch"})
    first.stack.insert(first.stack.begin() + 3,
                       RecordedFrame(kServer, 9, caller, "/home/me/server/src/route.cc", 9));
  first.last_own += 4;
  LeakSite second = pass.sites[1];
  second.share = 0.06;
  pass.sites.insert(pass.sites.begin() + 1, 4, second);
  EXPECT_EQ(WhereOf(pass),
            "cache/cache.cc:42 in cache::Cache::Remember, 98 % of the growth\n"
            "from route.cc:9 in Dispatch\n"
            "from route.cc:9 in Route\n"
            "tls.cc:77 in tls::Accept, 6 % of the growth\n"
            "tls.cc:77 in tls::Accept, 6 % of the growth\n"
            "and 3 more call stacks\n");
  pass.sites[1].share = 0.04;  // and the rest, which are in order
  EXPECT_THAT(WhereOf(pass), HasSubstr("in Route\nand 5 more call stacks\n"));
}

TEST(Summary, ShortensLongNamesAndPaths) {
  SitePass pass = RecordedSites();
  pass.sites.resize(1);
  Frame& frame = pass.sites[0].stack[2];
  frame.function = std::string(70, 'f');
  frame.file = "elsewhere/" + std::string(70, 'd') + "/cache.cc";
  EXPECT_THAT(WhereOf(pass), HasSubstr("…" + std::string(35, 'd') + "/cache.cc:42 in " +
                                       std::string(23, 'f') + "…" + std::string(24, 'f') + ", "));
}

TEST(Summary, OfALeakWithoutALineSaysWhyThereIsNone) {
  RunResult result = RecordedLeak();
  result.sites_note = "the live heap is not counted";
  EXPECT_THAT(Told(result), HasSubstr("  where     not known: the live heap is not counted\n"));
  result = WithLiveHeap(RecordedLeak());
  result.sites->sites[0].stack[0].line = 0;
  EXPECT_THAT(Summarize(result).next, HasSubstr("-g"));
}

TEST(Summary, OfACleanRunSaysWhatWouldHaveBeenSeenAndWhatIsAccepted) {
  RunResult result = RecordedLeak();
  result.outcome = result.meters[0].verdict.outcome = Outcome::kClean;
  result.meters[0].verdict.slope = {.estimate = 0, .low = -0.4, .high = 0.4};
  std::string text = Told(result);
  EXPECT_THAT(text, HasSubstr("CLEAN  no leak above 0.40 B a request\n"));
  EXPECT_THAT(text, HasSubstr("  judged    against a tolerance of 8.0 B a request\n"));
  // Growth that the tolerance accepts is told as growth.
  result.meters[0].verdict.slope = {.estimate = 4.2, .low = 3.9, .high = 4.5};
  text = Told(result);
  EXPECT_THAT(text, HasSubstr("  growth    anonymous memory grows by 4.2 B a request, within the "
                              "tolerance of\n            8.0 B a request\n"));
}

TEST(Summary, OfAnInconclusiveRunAsksForWhatWouldDecide) {
  RunResult result = Asked(RecordedLeak());
  result.outcome = result.meters[0].verdict.outcome = Outcome::kInconclusive;
  result.reason = "anonymous memory: too few readings; more requests would decide (-n 20000)";
  Summary summary = Summarize(result);
  EXPECT_EQ(summary.headline, "anonymous memory: too few readings");
  EXPECT_THAT(Told(result), HasSubstr("  missing   -n 20000 would do\n"));
  EXPECT_EQ(summary.command, "seep run -n 20000 -- node server.js");
  result.reason = "it is a cache that fills (--expect-cache 64M, if it is to)";
  summary = Summarize(result);
  EXPECT_EQ(summary.command, "");
  EXPECT_EQ(summary.next, "");
}

TEST(Summary, OfAFailedRunSaysWhatFailedAndNoMore) {
  RunResult result = RecordedLeak();
  result.failure = Error{ErrorKind::kExited, Fault::kTarget, "the server died", 0};
  Summary summary = Summarize(result);
  EXPECT_EQ(summary.verdict, "FAILED");
  EXPECT_EQ(summary.headline, "the server died");
  EXPECT_TRUE(summary.facts.empty());
  result.failure->message = "the command exited. Its last output:\n  at x.js:1\n\n  Node.js\n";
  EXPECT_EQ(Told(result),
            "FAILED  the command exited\n"
            "  output    at x.js:1\n"
            "            Node.js\n");
  EXPECT_EQ(summary.next, "");
}

TEST(Summary, OfALeakHasItsReasonUnlessThatIsSaidOfEveryLeak) {
  RunResult result = RecordedLeak();
  EXPECT_THAT(Told(result), Not(HasSubstr("slow down")));
  result.meters[0].verdict.reason = "server (pid 7) holds 990 of the 1,000 descriptors";
  EXPECT_THAT(Told(result),
              HasSubstr("\n            server (pid 7) holds 990 of the 1,000 descriptors\n"));
}

TEST(Summary, OfGrowthWithTimeIsByTheDay) {
  RunResult result = RecordedLeak();
  result.per = "second";
  result.meters[0].verdict.slope = {.estimate = 1024, .low = 1000, .high = 1050};
  EXPECT_THAT(Told(result), HasSubstr("  growth    84.4 MiB a day\n"));
}

TEST(Summary, OfDescriptorsCountsThem) {
  RunResult result = RecordedLeak();
  result.meters[0].meter = Meter::kDescriptors;
  result.meters[0].verdict.slope = {.estimate = 0.01, .low = 0.0099, .high = 0.0101};
  const std::string text = Told(result);
  EXPECT_THAT(text, HasSubstr("LEAK  file descriptors grow by 1 every 100 requests\n"));
  EXPECT_THAT(
      text,
      HasSubstr("  growth    10,000 file descriptors a million requests, 100 a second at this\n"
                "            traffic\n"));
}

TEST(RunAgain, PutsOptionsBehindTheCommandInPlaceOfThoseThatWereGiven) {
  RunResult result = Asked(RecordedLeak());
  EXPECT_EQ(RunAgain(result, {}), "seep run -n 500 -- node server.js");
  EXPECT_EQ(RunAgain(result, {"-t", "60s"}), "seep run -t 60s -n 500 -- node server.js");
  EXPECT_EQ(RunAgain(result, {"-n", "9"}), "seep run -n 9 -- node server.js");
  EXPECT_EQ(RunAgain(RecordedLeak(), {"-n", "9"}), "");
  result.plan.command_line = {"seep", "run", "-n500", "--time=9s", "node", "server.js"};
  EXPECT_EQ(RunAgain(result, {"-n", "9"}), "seep run -n 9 --time=9s node server.js");
  EXPECT_EQ(RunAgain(result, {"-t", "60s"}), "seep run -t 60s -n500 node server.js");
  // The server's own options are left alone.
  result.plan.command = {"node", "server.js", "-n", "7"};
  result.plan.command_line = {"seep", "run", "node", "server.js", "-n", "7"};
  EXPECT_EQ(RunAgain(result, {"-n", "9"}), "seep run -n 9 node server.js -n 7");
}

TEST(RunAgain, OfAServerOfSeepTomlIsItsNameAndNotItsCommand) {
  RunResult result = Asked(RecordedLeak());
  result.plan.command_line = {"seep", "run", "web", "-n", "7"};
  EXPECT_EQ(RunAgain(result, {}), "seep run web -n 7");
  EXPECT_EQ(RunAgain(result, {"-n", "9"}), "seep run -n 9 web");
}

TEST(Summary, BeginsWithWhatATestHasRuled) {
  const RecordedTest test;
  EXPECT_THAT(SummaryText(Summarize(test.as_expected), {}),
              HasSubstr("request\n  expect    a leak\n"));
}

}  // namespace
}  // namespace seep
