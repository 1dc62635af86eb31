#include "report/terminal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/recorded_kinds.h"
#include "report/summary.h"
#include "report/summary_text.h"

namespace seep {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string Verbose(const RunResult& result) {
  return TerminalReport(result, {.columns = 120}, Detail::kMeasured);
}

TEST(TerminalReport, SaysHowManyRequestsWereSentBesideThoseThatWereAskedFor) {
  RunResult result = RecordedLeak();
  result.sites.emplace().requests = 7'500;
  EXPECT_THAT(TerminalReport(result, {.columns = 120}),
              HasSubstr("connections in 3.9 s, and 7,500 more for the call stacks\n"));
  result.sites->requests = 0;
  EXPECT_THAT(TerminalReport(result, {.columns = 120}), HasSubstr("connections in 3.9 s\n"));
}

TEST(TerminalReport, IsTheSummaryAndNoMoreUnlessAsked) {
  const RunResult result = NativeLeak();
  EXPECT_EQ(TerminalReport(result, {}), SummaryText(Summarize(result), {}));
  EXPECT_THAT(TerminalReport(result, {}), Not(HasSubstr("interval")));
  EXPECT_THAT(Verbose(result), StartsWith(TerminalReport(result, {.columns = 120}) + "\n  meter"));
}

TEST(TerminalReport, DrawsTheReadingsOfWhichItTellsTheFirstAndTheLast) {
  EXPECT_THAT(TerminalReport(RecordedLeak(), {}),
              HasSubstr("  memory    8.0 MiB before, 16.7 MiB after  ▁▃▅▆█\n"));
  EXPECT_THAT(TerminalReport(WithLiveHeap(RecordedLeak()), {}),
              HasSubstr("  memory    live heap 97.7 KiB before, 8.3 MiB after  ▁▃▅▆█\n"));
  EXPECT_THAT(TerminalReport(DescriptorLeak(), {}),
              HasSubstr("  readings  file descriptors 6 before, 1,510 after  ▁▃▅▆█\n"));
}

TEST(TerminalReport, DrawsAFewPagesOfACleanServerFlat) {
  EXPECT_THAT(TerminalReport(CleanRun(), {}), HasSubstr(" after  ▁▁▁▁▁\n"));
}

TEST(TerminalReport, LeavesOutADrawingThatHasLessThanEightColumns) {
  const RunResult result = RecordedTable(Outcome::kLeak);
  EXPECT_THAT(TerminalReport(result, {.columns = 50}),
              HasSubstr("8.0 MiB first, 30.6 MiB last  ▁▂▃▄▅▆▇█\n"));
  EXPECT_THAT(TerminalReport(result, {.columns = 49}), HasSubstr("30.6 MiB last\n"));
}

TEST(TerminalReport, SaysWhatWasNotAskedFor) {
  RunResult result = CleanRun();
  result.load.statuses.answers = {{200, 29'100}, {404, 900}};
  EXPECT_THAT(TerminalReport(result, {}), HasSubstr("\n            3 % of the answers were 404\n"));
  EXPECT_THAT(Verbose(result), HasSubstr("\n  answers   200 × 29,100, 404 × 900\n"));
  result.load.statuses.answers = {{200, 30'000}};
  EXPECT_THAT(TerminalReport(result, {}), Not(HasSubstr("of the answers were")));
}

TEST(TerminalReport, GivesTheSensitivityOfEachMeterOfMemory) {
  RunResult result = CleanRun();
  EXPECT_THAT(TerminalReport(result, {}),
              StartsWith("CLEAN  no leak above 0.0024 B a request in the live heap, or 0.22 B "
                         "elsewhere\n"));
  MeterVerdict runtime = result.meters[0];
  runtime.meter = Meter::kRuntimeHeap;
  runtime.verdict.slope.high = 5.4;
  result.meters.insert(result.meters.begin() + 1, runtime);
  EXPECT_THAT(TerminalReport(result, {.columns = 100}),
              StartsWith("CLEAN  no leak above 5.4 B a request in the runtime heap, or 0.0024 B in "
                         "the live heap\n"));
}

TEST(TerminalReport, SaysWhyTheLiveHeapIsNotCounted) {
  RunResult result = RecordedLeak();
  result.heap_note = "/usr/bin/server is linked statically";
  EXPECT_THAT(
      TerminalReport(result, {}),
      HasSubstr(
          "  note      the live heap is not counted: /usr/bin/server is linked statically\n"));
  result.cause = "anonymous memory; nothing more is known: /usr/bin/server is linked statically";
  EXPECT_THAT(TerminalReport(result, {}), Not(HasSubstr("  note ")));
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
              HasSubstr("  where     not known: they were not asked for (--no-sites)\n"));
}

TEST(TerminalReport, SaysThatItWasInterruptedAndWhatItWarnsOf) {
  RunResult result = UndecidedRun("the readings vary too much");
  result.interrupted = true;
  result.warnings = {"3 of 30,000 requests failed"};
  const std::string text = TerminalReport(result, {});
  EXPECT_THAT(text, StartsWith("INCONCLUSIVE  anonymous memory: the readings vary too much\n"));
  EXPECT_THAT(text, HasSubstr("interrupted"));
  EXPECT_THAT(text, HasSubstr("  note      3 of 30,000 requests failed\n"));
}

TEST(TerminalReport, OfAFailedRunIsTheFailureWhateverTheDetail) {
  const std::string text = TerminalReport(FailedRun(), {}, Detail::kReadings);
  EXPECT_THAT(text, StartsWith("FAILED  the command exited with status 1 before it answered a"));
  EXPECT_THAT(text, HasSubstr("\n  output    Error: Cannot find module './routes'\n"));
  EXPECT_THAT(text, Not(HasSubstr("growth")));
}

TEST(TerminalReport, HasColourOnlyWhenAsked) {
  EXPECT_THAT(TerminalReport(RecordedLeak(), {}), Not(HasSubstr("\x1b")));
  EXPECT_THAT(TerminalReport(RecordedLeak(), {.color = true}),
              StartsWith("\x1b[1;38;5;160mLEAK\x1b[0m"));
}

TEST(TerminalReport, NamesACommandThatCanBeTyped) {
  EXPECT_THAT(TerminalReport(RuntimeLeak(), {}),
              EndsWith("  next      see all call stacks and readings on one page\n"
                       "            seep run --html leak.html -n 30000 -- node server.js\n"));
}

TEST(Verbose, HasTheIntervalsAndVerdictsOfTheMeters) {
  EXPECT_THAT(Verbose(RecordedLeak()),
              HasSubstr("  meter             a request  99 % interval    verdict\n"
                        "  anonymous memory     +304 B  +298 B … +310 B  LEAK\n"));
  EXPECT_THAT(Verbose(RecordedLeak()), HasSubstr("  rounds    4, with 10,000 requests a second\n"));
}

TEST(Verbose, HasMappingsAndTheIdlePace) {
  const std::string text = Verbose(RecordedLeak());
  EXPECT_THAT(text, HasSubstr("  mappings  [heap]: 585.9 KiB → 9.3 MiB\n"));
  EXPECT_THAT(text, HasSubstr("  idle      0 B/s without requests, 2.2 MiB/s with them\n"));
}

TEST(Verbose, HasTheBlocksOfTheLiveHeapAndTheCallStacks) {
  const std::string text = Verbose(WithLiveHeap(RecordedLeak()));
  EXPECT_THAT(text, HasSubstr("  live heap 97.7 KiB in 1,000 blocks before, 8.3 MiB in 31,000 "
                              "blocks after\n"));
  EXPECT_THAT(text, HasSubstr("\n  sites     1 call stack grows over"));
}

TEST(Verbose, HasTheRuntimesHeap) {
  RunResult result = RuntimeLeak();
  EXPECT_THAT(Verbose(result), HasSubstr("  runtime   node: 4.4 MiB before, 10.5 MiB after\n"));
  EXPECT_THAT(Verbose(result), Not(HasSubstr("worker thread")));
  result.rounds[3].sample.runtime->external_bytes = 1 << 20;
  result.rounds[3].sample.runtime->threads_unseen = 2;
  const std::string text = Verbose(result);
  EXPECT_THAT(text, HasSubstr("10.5 MiB and 1.0 MiB outside of it after\n"));
  EXPECT_THAT(
      text, HasSubstr("\n            without the heaps of 2 worker threads that did not answer\n"));
}

// 282 B asked for, 288 B with malloc's rounding, 304 B in pages: one leak, and one figure for it.
TEST(Verbose, TellsTheBytesOfALeakApartOnce) {
  RunResult result = WithLiveHeap(RecordedLeak());
  EXPECT_THAT(Verbose(result),
              HasSubstr("  bytes     the same leak: 282 B asked for, 288 B given by malloc, 304 B "
                        "in pages\n"));
  result.sites->sites[0].bytes_per_request.estimate = 131;  // twice of it and a block: more leaks
  EXPECT_THAT(Verbose(result), Not(HasSubstr("  bytes ")));
}

TEST(Verbose, HasWhatTheAllocatorGaveBack) {
  RunResult result = RecordedLeak();
  result.trim =
      TrimEffect{.held_bytes_before = 9'000'000, .held_bytes_after = 1'000'000, .processes = 1};
  EXPECT_THAT(Verbose(result), HasSubstr("  trim      malloc_trim: 8.6 MiB → 976.6 KiB\n"));
}

TEST(Verbose, OfARecordedTableSaysWhatWasJudged) {
  EXPECT_THAT(Verbose(RecordedTable(Outcome::kLeak)),
              HasSubstr("  judged    readings 41 … 80, against a tolerance of 8.0 B an operation, "
                        "in steps of 4.0 KiB\n"));
}

TEST(VeryVerbose, HasEveryReading) {
  const std::string text = TerminalReport(RecordedLeak(), {}, Detail::kReadings);
  EXPECT_THAT(text, StartsWith(TerminalReport(RecordedLeak(), {}, Detail::kMeasured)));
  EXPECT_THAT(text, HasSubstr("\n      0      0.0         0           8.0 MiB"));
  EXPECT_THAT(text, HasSubstr("\n      4      0.0    30,000          16.7 MiB"));
}

TEST(VeryVerbose, HasSomeOfTheReadingsOfAVeryLongSeries) {
  RunResult result = RecordedTable(Outcome::kLeak);
  for (int i = 80; i < 2'000; ++i)
    result.series->points.push_back({i * 1000.0, 1e6 + 1e5 * (i % 2)});
  EXPECT_THAT(TerminalReport(result, {}, Detail::kReadings),
              HasSubstr("\n            500 of 2,000 readings: "));
}

}  // namespace
}  // namespace seep
