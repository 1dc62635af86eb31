#include "report/series_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/terminal.h"

namespace seep {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

RunResult Recorded(Outcome outcome) {
  RunResult result;
  result.per = "operation";
  result.outcome = outcome;
  result.reason = "more readings would decide";
  result.warnings = {"no reading: left out (line 7)"};
  result.series = RecordedSeries{.source = "mem.csv",
                                 .x_name = "ops",
                                 .y_name = "rss_kb",
                                 .per = "operation",
                                 .points = {},
                                 .resolution = 4096,
                                 .notes = {}};
  for (int i = 0; i < 80; ++i)
    result.series->points.push_back({i * 1000.0, 8'388'608 + i * 300'000.0});
  MeterVerdict judged;
  judged.points = result.series->points;
  judged.tolerance = {.slope = 8, .floor = 32768, .resolution = 4096};
  judged.verdict.outcome = outcome;
  judged.verdict.slope = {.estimate = 300, .low = 290, .high = 310};
  judged.verdict.confidence = 0.99;
  judged.verdict.judged_from = 40;
  result.meters = {judged};
  return result;
}

TEST(SeriesText, TellsALeakInTheTablesOwnWords) {
  EXPECT_EQ(SeriesText(Recorded(Outcome::kLeak), {}),
            "LEAK  rss_kb grows by 300 B an operation and does not slow down\n"
            "  series    mem.csv: 80 readings of rss_kb over 79,000 operations\n"
            "  memory    8.0 MiB first, 30.6 MiB last  ▁▁▁▂▂▂▂▃▃▃▃▄▄▄▄▄▅▅▅▅▅▆▆▆▆▇▇▇▇███\n"
            "  growth    +300 B an operation (99 % interval +290 B … +310 B)  LEAK\n"
            "  judged    readings 41 … 80, against a tolerance of 8.0 B an operation, in steps of "
            "4.0 KiB\n"
            "  note      no reading: left out (line 7)\n");
}

TEST(SeriesText, SaysWhatCleanMeans) {
  EXPECT_THAT(SeriesText(Recorded(Outcome::kClean), {}),
              StartsWith("CLEAN  rss_kb does not grow with operations: a leak above 310 B an "
                         "operation would have shown\n"));
  RunResult by_time = Recorded(Outcome::kClean);
  by_time.per = "second";
  EXPECT_THAT(SeriesText(by_time, {}), StartsWith("CLEAN  rss_kb does not grow with time: "));
  EXPECT_THAT(SeriesText(by_time, {}), HasSubstr("over 1316 min 40 s"));
}

TEST(SeriesText, SaysWhyItIsInconclusive) {
  RunResult result = Recorded(Outcome::kInconclusive);
  EXPECT_THAT(SeriesText(result, {}),
              StartsWith("INCONCLUSIVE  rss_kb: more readings would decide\n"));
  result.meters[0].verdict.judged_from = 0;
  EXPECT_THAT(SeriesText(result, {}), HasSubstr("not judged: 80 readings are too few\n"));
}

TEST(SeriesText, TakesThePlaceOfTheTerminalReport) {
  const RunResult result = Recorded(Outcome::kLeak);
  EXPECT_EQ(TerminalReport(result, {}), SeriesText(result, {}));
}

}  // namespace
}  // namespace seep
