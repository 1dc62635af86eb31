#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/comparison_json.h"
#include "report/comparison_text.h"
#include "report/recorded_comparison.h"

namespace seep {
namespace {

TEST(ComparisonText, HasBothGrowthsAndTheirDifferenceALineAMeter) {
  EXPECT_EQ(ComparisonText(RecordedComparison(), {}),
            "WORSE  live heap: it grows by more than the baseline does\n"
            "  verdicts  CLEAN in the baseline, LEAK now\n"
            "  growth    live heap: WORSE, +0.00 B → +72 B a request, by +72 B (99 % interval\n"
            "            +71 B … +73 B)\n"
            "            threads: INCONCLUSIVE, not compared: too few readings in this run\n"
            "  warning   not the same request headers\n");
}

TEST(ComparisonJson, HasWhatTheDecisionWasMadeFrom) {
  const nlohmann::json json = nlohmann::json::parse(ComparisonJson(RecordedComparison()));
  EXPECT_EQ(json["schema"], "seep.compare/1");
  EXPECT_EQ(json["change"], "WORSE");
  EXPECT_EQ(json["base_verdict"], "CLEAN");
  EXPECT_EQ(json["changed_verdict"], "LEAK");
  EXPECT_EQ(json["meters"][0]["name"], "live_heap");
  EXPECT_EQ(json["meters"][0]["difference"]["low"], 71);
  EXPECT_EQ(json["meters"][0]["margin"], 0.1);
  EXPECT_EQ(json["meters"][1]["change"], "INCONCLUSIVE");
  EXPECT_EQ(json["warnings"][0], "not the same request headers");
}

}  // namespace
}  // namespace seep
