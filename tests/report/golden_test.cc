// The terminal's reports as whole files, at 80 and 120 columns and with colours.

#include "report/golden.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "report/hunt_text.h"
#include "report/recorded_hunt.h"
#include "report/recorded_kinds.h"
#include "report/terminal.h"
#include "report/test_text.h"

namespace seep {
namespace {

using Print = std::function<std::string(const Style&)>;

void ExpectGoldens(const std::string& name, const Print& print) {
  ExpectGolden(name + ".80.txt", print({}));
  ExpectGolden(name + ".120.txt", print({.columns = 120}));
  ExpectGolden(name + ".color.txt", print({.color = true}));
}

void ExpectReports(const std::string& name, const RunResult& result,
                   Detail detail = Detail::kSummary) {
  ExpectGoldens(name, [&](const Style& style) { return TerminalReport(result, style, detail); });
}

TEST(Golden, ALeakOfANativeProgram) { ExpectReports("leak_native", NativeLeak()); }
TEST(Golden, ALeakInARuntimesHeap) { ExpectReports("leak_runtime", RuntimeLeak()); }
TEST(Golden, ALeakOfDescriptors) { ExpectReports("leak_descriptors", DescriptorLeak()); }
TEST(Golden, ALeakOutsideOfWhatIsCounted) { ExpectReports("leak_outside", LeakOutside()); }

TEST(Golden, ALeakByTime) {
  RunResult result = RecordedLeak();
  result.per = "second";
  result.meters[0].verdict.slope = {1024, 1000, 1050};
  ExpectReports("leak_watched", result);
}

TEST(Golden, ACleanRun) { ExpectReports("clean", CleanRun()); }
TEST(Golden, ACleanRunThatGrowsWithinTheTolerance) {
  ExpectReports("clean_within_tolerance", CleanWithinTolerance());
}

TEST(Golden, EachReasonOfAnUndecidedRun) {
  ExpectGoldens("inconclusive", [](const Style& style) {
    std::string text;
    for (const std::string& reason : UndecidedReasons())
      text += (text.empty() ? "" : "\n") + TerminalReport(UndecidedRun(reason), style);
    return text;
  });
}

TEST(Golden, AnInterruptedRun) {
  RunResult result = UndecidedRun("it grows steadily and does not slow down");
  result.reason = "interrupted too early to tell; so far, " + result.reason;
  result.interrupted = true;
  ExpectReports("interrupted", result);
}

TEST(Golden, AFailedRun) { ExpectReports("failed", FailedRun()); }

TEST(Golden, ARecordedTable) {
  ExpectGoldens("table", [](const Style& style) {
    std::string text;
    for (const Outcome outcome : {Outcome::kLeak, Outcome::kClean, Outcome::kInconclusive})
      text += (text.empty() ? "" : "\n") + TerminalReport(RecordedTable(outcome), style);
    return text;
  });
}

TEST(Golden, WhatALeakRestsOn) { ExpectReports("verbose", NativeLeak(), Detail::kMeasured); }
TEST(Golden, EveryReading) { ExpectReports("very_verbose", NativeLeak(), Detail::kReadings); }

std::vector<RunResult> HuntOfEverything() {
  std::vector<RunResult> runs = RecordedHunt();
  for (const char* shape : {"abort@waiting", "body-never-comes", "slow-read"}) {
    RunResult run = NativeLeak();
    run.plan.legs[0].shape.name = shape;
    run.meters[0].verdict.slope.estimate += static_cast<double>(runs.size());
    runs.push_back(std::move(run));
  }
  runs[0].load.statuses.answers = {{200, 29'700}, {500, 300}};
  runs[5].warnings = {"9 of 30,000 requests failed"};
  runs[2] = FailedRun();
  runs[2].plan.legs[0].shape.name = "tls-abort@in-hello";
  return runs;
}

TEST(Golden, AHunt) {
  ExpectGoldens("hunt", [](const Style& style) { return HuntText(HuntOfEverything(), style); });
}

TEST(Golden, ATest) {
  const RecordedTest test;
  const RunResult leak = NativeLeak();
  const RunResult failure = FailedRun();
  const std::vector<NamedRun> runs = {
      test.plain, test.as_expected, test.unexpected, {"api", &leak}, {"db", &failure}};
  ExpectGoldens("test", [&](const Style& style) { return TestText(runs, style); });
}

}  // namespace
}  // namespace seep
