#include "report/ctest_measurements.h"

#include <gtest/gtest.h>

#include "report/recorded_run.h"

namespace seep {
namespace {

std::string Line(const std::string& name, const std::string& value) {
  return "<CTestMeasurement type=\"numeric/double\" name=\"" + name + "\">" + value +
         "</CTestMeasurement>\n";
}

TEST(CtestMeasurements, HaveTheGrowthOfTheMeterThatLeads) {
  EXPECT_EQ(CtestMeasurements(RecordedLeak()), Line("held_bytes_growth", "304") +
                                                   Line("held_bytes_growth_low", "298.2") +
                                                   Line("held_bytes_growth_high", "309.8"));
}

TEST(CtestMeasurements, OfACleanRunHaveThoseOfTheFirstMeterThatWasJudged) {
  RunResult result = WithLiveHeap(RecordedLeak());
  result.outcome = Outcome::kClean;
  for (MeterVerdict& judged : result.meters) judged.verdict.outcome = Outcome::kClean;
  EXPECT_TRUE(CtestMeasurements(result).starts_with(Line("live_heap_growth", "288")));
  for (MeterVerdict& judged : result.meters) {
    if (judged.meter == Meter::kLiveHeap) judged.verdict.judged_from = 0;
  }
  EXPECT_TRUE(CtestMeasurements(result).starts_with(Line("held_bytes_growth", "304")));
}

TEST(CtestMeasurements, AreNoneWhereNothingWasJudged) {
  RunResult result = RecordedLeak();
  result.meters[0].verdict.judged_from = 0;
  EXPECT_EQ(CtestMeasurements(result), "");
  result = RecordedLeak();
  result.failure = Error{};
  EXPECT_EQ(CtestMeasurements(result), "");
}

}  // namespace
}  // namespace seep
