#include "report/open_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/recorded_run.h"

namespace seep {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

RunResult Watched() {
  RunResult result = RecordedLeak();
  result.per = "second";
  result.rounds.back().sample.seconds = 12.5;
  for (Round& round : result.rounds) round.sample.processes[0].name = "my \"server\"";
  return result;
}

TEST(OpenMetricsReport, HasReadingsGrowthAndVerdictOfEachMeter) {
  const std::string labels = R"(pid="42",process="my \"server\"")";
  const std::string text = OpenMetricsReport(Watched());
  EXPECT_THAT(text, HasSubstr("# TYPE seep_held_bytes gauge\n"
                              "# UNIT seep_held_bytes bytes\n"
                              "# HELP seep_held_bytes anonymous memory, now.\n"
                              "seep_held_bytes{" +
                              labels + "} 17508608\n"));
  EXPECT_THAT(text, HasSubstr("seep_watched_seconds{" + labels + "} 12.5\n"));
  const std::string meter = labels + ",meter=\"held_bytes\"} ";
  EXPECT_THAT(text, HasSubstr("seep_growth_per_second{" + meter + "304\n"));
  EXPECT_THAT(text, HasSubstr("seep_growth_per_second_low{" + meter + "298.2\n"));
  EXPECT_THAT(text, HasSubstr("seep_growth_per_second_high{" + meter + "309.8\n"));
  EXPECT_THAT(text, HasSubstr("seep_verdict{" + labels + ",verdict=\"LEAK\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("seep_verdict{" + labels + ",verdict=\"CLEAN\"} 0\n"));
  EXPECT_TRUE(text.ends_with("\n# EOF\n"));
}

TEST(OpenMetricsReport, LeavesOutGrowthThatIsNotKnownYet) {
  RunResult result = Watched();
  result.meters[0].verdict.judged_from = 0;
  EXPECT_THAT(OpenMetricsReport(result), Not(HasSubstr("seep_growth")));
}

TEST(OpenMetricsReport, IsEmptyBeforeTheFirstReading) {
  EXPECT_EQ(OpenMetricsReport({}), "# EOF\n");
}

}  // namespace
}  // namespace seep
