#include "report/terminal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/growth.h"
#include "report/recorded_run.h"

namespace seep {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(TerminalReport, TellsALeakWithMemoryBeforeAndAfter) {
  EXPECT_EQ(TerminalReport(RecordedLeak(), {}),
            "LEAK  anonymous memory grows by 304 B a request and does not slow down\n"
            "  traffic   30,000 requests on 4 connections, 10,000/s, in 4 rounds, 3.9 s\n"
            "  memory    8.0 MiB before, 16.7 MiB after  ▁▃▆█\n"
            "  where     [heap]: 585.9 KiB → 9.3 MiB\n"
            "  growth    anonymous memory  +304 B a request (99 % interval +298 B … +310 B)  LEAK\n"
            "  idle      0 B/s without requests, 2.2 MiB/s with them\n");
}

TEST(TerminalReport, SaysHowManyRequestsWereSentBesideThoseThatWereAskedFor) {
  RunResult result = RecordedLeak();
  result.sites.emplace().requests = 7'500;
  EXPECT_THAT(TerminalReport(result, {}),
              HasSubstr("in 4 rounds, 3.9 s, and 7,500 more for the call stacks\n"));
  result.sites->requests = 0;
  EXPECT_THAT(TerminalReport(result, {}), HasSubstr("in 4 rounds, 3.9 s\n"));
}

TEST(TerminalReport, SaysWhatCleanMeans) {
  RunResult result = RecordedLeak();
  result.outcome = result.meters[0].verdict.outcome = Outcome::kClean;
  result.meters[0].verdict.slope = {.estimate = 0, .low = -0.4, .high = 0.4};
  EXPECT_THAT(TerminalReport(result, {}), StartsWith("CLEAN  no leak above 0.40 B a request\n"));
}

TEST(TerminalReport, SaysWhatWasAnsweredAndInTheHeadlineWhatWasNotAskedFor) {
  RunResult result = RecordedLeak();
  result.outcome = Outcome::kClean;
  result.load.statuses.answers = {{200, 29'100}, {404, 900}};
  const std::string text = TerminalReport(result, {});
  EXPECT_THAT(text, HasSubstr("B a request\n       3 % of the answers were 404\n  traffic "));
  EXPECT_THAT(text, HasSubstr("\n  answers   200 × 29,100, 404 × 900\n"));
  result.load.statuses.answers = {{200, 30'000}};
  EXPECT_THAT(TerminalReport(result, {}), Not(HasSubstr("of the answers were")));
}

TEST(TerminalReport, GivesTheSensitivityOfEachMeterOfMemory) {
  RunResult result = WithLiveHeap(RecordedLeak());
  result.outcome = Outcome::kClean;
  for (MeterVerdict& judged : result.meters) judged.verdict.outcome = Outcome::kClean;
  result.meters[0].verdict.slope.high = 0.016;
  result.meters[1].verdict.slope.high = 3.2;
  EXPECT_THAT(
      TerminalReport(result, {}),
      StartsWith("CLEAN  no leak above 0.016 B a request in the live heap, or 3.2 B in other "
                 "memory\n"));
}

TEST(TerminalReport, ShowsTheLiveHeapAndTheCause) {
  const std::string text = TerminalReport(WithLiveHeap(RecordedLeak()), {});
  EXPECT_THAT(text,
              StartsWith("LEAK  live heap grows by 288 B a request and does not slow down\n"));
  EXPECT_THAT(text,
              HasSubstr("  live heap 97.7 KiB in 1,000 blocks before, 8.3 MiB in 31,000 blocks "
                        "after\n"));
  EXPECT_THAT(text, HasSubstr("  cause     memory in use: blocks that are never freed\n"));
  EXPECT_THAT(text, HasSubstr("\n  sites "));
}

TEST(TerminalReport, ShowsTheRuntimeHeapAndWhatItWouldHaveShown) {
  RunResult result = WithLiveHeap(RecordedLeak());
  MeterVerdict runtime = result.meters[0];
  runtime.meter = Meter::kRuntimeHeap;
  runtime.verdict.slope.high = 5.4;
  result.meters.insert(result.meters.begin() + 1, runtime);
  for (MeterVerdict& judged : result.meters) judged.verdict.outcome = Outcome::kClean;
  result.meters[0].verdict.slope.high = 0.016;
  result.outcome = Outcome::kClean;
  result.first.runtime = RuntimeHeap{};
  result.first.runtime->names = {"node"};
  result.first.runtime->used_bytes = 4 << 20;
  result.first.runtime->external_bytes = 1 << 20;
  result.rounds[2].sample.runtime = result.first.runtime;
  const std::string text = TerminalReport(result, {});
  EXPECT_THAT(text, HasSubstr("no leak above 5.4 B a request in the runtime's heap, or 0.016 B in "
                              "the live heap\n"));
  EXPECT_THAT(text,
              HasSubstr("  runtime   node: 4.0 MiB and 1.0 MiB outside of it before, 4.0 MiB and "
                        "1.0 MiB outside of it after\n"));
  EXPECT_THAT(text, Not(HasSubstr("worker thread")));
  result.rounds[2].sample.runtime->threads_unseen = 2;
  EXPECT_THAT(
      TerminalReport(result, {}),
      HasSubstr("\n            without the heaps of 2 worker threads that did not answer\n"));
}

// 282 B asked for, 288 B with malloc's rounding, 304 B in pages: one leak, and one figure for it.
TEST(TerminalReport, TellsTheBytesOfALeakApartOnce) {
  RunResult result = WithLiveHeap(RecordedLeak());
  EXPECT_THAT(TerminalReport(result, {}),
              HasSubstr("  bytes     the same leak: 282 B asked for, 288 B given by malloc, 304 B "
                        "in pages\n"));
  result.sites->sites[0].bytes_per_request.estimate = 131;  // twice of it and a block: more leaks
  EXPECT_THAT(TerminalReport(result, {}), Not(HasSubstr("  bytes ")));
}

TEST(TerminalReport, IsLedByTheMeterThatSaysMost) {
  RunResult result = WithLiveHeap(RecordedLeak());
  result.meters[0].verdict.slope = {.estimate = 20, .low = 19, .high = 21};
  EXPECT_THAT(TerminalReport(result, {}), StartsWith("LEAK  anonymous memory grows by 304 B"));
}

TEST(TerminalReport, SaysWhyThereAreNoCallStacks) {
  RunResult result = RecordedLeak();
  result.sites_note = "they were not asked for (--no-sites)";
  EXPECT_THAT(TerminalReport(result, {}),
              HasSubstr("  sites     none: they were not asked for (--no-sites)\n"));
}

TEST(TerminalReport, SaysWhyTheLiveHeapIsNotCounted) {
  RunResult result = RecordedLeak();
  result.heap_note = "/usr/bin/server is linked statically";
  EXPECT_THAT(TerminalReport(result, {}),
              HasSubstr("  live heap not counted: /usr/bin/server is linked statically\n"));
}

TEST(TerminalReport, ShowsWhatTheAllocatorGaveBack) {
  RunResult result = RecordedLeak();
  result.trim =
      TrimEffect{.held_bytes_before = 9'000'000, .held_bytes_after = 1'000'000, .processes = 1};
  EXPECT_THAT(TerminalReport(result, {}),
              HasSubstr("  trim      malloc_trim: 8.6 MiB → 976.6 KiB\n"));
}

TEST(TerminalReport, GivesTheReasonWhenInconclusive) {
  RunResult result = RecordedLeak();
  result.outcome = Outcome::kInconclusive;
  result.reason = "anonymous memory: the readings vary too much";
  result.interrupted = true;
  result.warnings = {"3 of 30,000 requests failed"};
  const std::string text = TerminalReport(result, {});
  EXPECT_THAT(text, StartsWith("INCONCLUSIVE  anonymous memory: the readings vary too much\n"));
  EXPECT_THAT(text, HasSubstr("interrupted"));
  EXPECT_THAT(text, HasSubstr("warning   3 of 30,000 requests failed\n"));
}

TEST(TerminalReport, HasColourOnlyWhenAsked) {
  EXPECT_THAT(TerminalReport(RecordedLeak(), {}), Not(HasSubstr("\x1b")));
  EXPECT_THAT(TerminalReport(RecordedLeak(), {.color = true}), HasSubstr("\x1b[1;31mLEAK\x1b[0m"));
}

TEST(FormatSlope, ShowsSmallOnesWithADecimal) {
  EXPECT_EQ(FormatSlope(Meter::kHeldBytes, 4.44), "+4.4 B");
  EXPECT_EQ(FormatSlope(Meter::kLiveHeap, 0.24), "+0.24 B");
  EXPECT_EQ(FormatSlope(Meter::kLiveHeap, 0.016), "+0.016 B");
  EXPECT_EQ(FormatSlope(Meter::kHeldBytes, -12'800), "-12.5 KiB");
  EXPECT_EQ(FormatSlope(Meter::kDescriptors, 0.01), "+0.0100");
  EXPECT_EQ(FormatSlope(Meter::kDescriptors, -0.00002), "-2e-05");
  EXPECT_EQ(FormatSlope(Meter::kThreads, 1), "+1.00");
}

TEST(Sparkline, DrawsTheNewestValuesFromLowestToHighest) {
  const double values[] = {100, 0, 7};
  EXPECT_EQ(Sparkline(values, 3, 2), "▁█");
  EXPECT_EQ(Sparkline(values, 0, 10), "");
  const double flat[] = {5, 5};
  EXPECT_EQ(Sparkline(flat, 2, 10), "▁▁");
}

}  // namespace
}  // namespace seep
