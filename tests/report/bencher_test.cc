#include "report/bencher.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/recorded_hunt.h"

namespace seep {
namespace {

using nlohmann::json;

TEST(BencherReport, HasEachMetersGrowthWithItsInterval) {
  const RunResult run = WithLiveHeap(RecordedLeak());
  const NamedRun named = Named(run);
  const json report = json::parse(BencherReport({&named, 1}));
  ASSERT_EQ(report.size(), 1u);
  const json& measures = report["server --port {port}"];
  EXPECT_EQ(measures.size(), 2u);
  EXPECT_EQ(measures["live-heap"],
            (json{{"value", 288}, {"lower_value", 287.9}, {"upper_value", 288.1}}));
  EXPECT_EQ(measures["held-bytes"]["value"], 304);
}

TEST(BencherReport, LeavesOutWhatFailedOrWasNotJudged) {
  std::vector<RunResult> runs = RecordedHunt();
  runs[1].meters[0].verdict.judged_from = 0;
  const json report = json::parse(BencherReport(NamedByShape(runs)));
  EXPECT_EQ(report.size(), 2u);
  EXPECT_TRUE(report.contains("close"));
  EXPECT_TRUE(report.contains("abort"));
}

}  // namespace
}  // namespace seep
