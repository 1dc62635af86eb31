#include "report/json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/recorded_run.h"

namespace seep {
namespace {

using nlohmann::json;

TEST(JsonReport, HasEverythingADecisionWasMadeFrom) {
  const RunResult result = RecordedLeak();
  const json parsed = json::parse(JsonReport(result));
  EXPECT_EQ(parsed["schema"], "seep.run/1");
  EXPECT_EQ(parsed["verdict"], "LEAK");
  EXPECT_DOUBLE_EQ(parsed["seconds"], 3.9);
  EXPECT_DOUBLE_EQ(parsed["verdict_seconds"], 3.4);
  const json& held = parsed["meters"][0];
  EXPECT_EQ(held["name"], "held_bytes");
  EXPECT_EQ(held["unit"], "B");
  EXPECT_EQ(held["slope"]["per"], "request");
  EXPECT_DOUBLE_EQ(held["slope"]["low"], 298.2);
  EXPECT_DOUBLE_EQ(held["tolerance"]["slope"], 8);
  ASSERT_EQ(held["points"].size(), 4u);
  EXPECT_DOUBLE_EQ(held["points"][3]["x"], 30'000);
  EXPECT_EQ(parsed["rounds"].size(), 4u);
  EXPECT_EQ(parsed["rounds"][0]["sample"]["processes"][0]["memory"]["anonymous"],
            8 * 1024 * 1024 + 304 * 7500);
  EXPECT_EQ(parsed["memory_before"]["held"], 8 * 1024 * 1024);
  EXPECT_EQ(parsed["grown_mappings"][0]["name"], "[heap]");
}

TEST(JsonReport, HasTheLiveHeapAndTheCallStacks) {
  RunResult result = WithLiveHeap(RecordedLeak());
  result.trim = TrimEffect{
      .held_bytes_before = 9, .held_bytes_after = 5, .growth_given_back = 3, .processes = 2};
  const json parsed = json::parse(JsonReport(result));
  EXPECT_EQ(parsed["meters"][0]["name"], "live_heap");
  EXPECT_EQ(parsed["meters"][1]["name"], "held_bytes");
  EXPECT_EQ(parsed["first"]["heap"]["blocks"], 1000);
  EXPECT_EQ(parsed["rounds"][3]["sample"]["heap"]["usable_bytes"], 100'000 + 288 * 30'000);
  EXPECT_TRUE(parsed["rounds"][3]["sample"]["heap"]["complete"]);
  EXPECT_EQ(parsed["cause"], result.cause);
  EXPECT_EQ(parsed["trim"]["held_bytes_after"], 5);
  EXPECT_EQ(parsed["trim"]["growth_given_back"], 3);
  const json& site = parsed["sites"]["sites"][0];
  EXPECT_TRUE(site["grows"]);
  EXPECT_DOUBLE_EQ(site["bytes_per_request"]["estimate"], 282);
  EXPECT_EQ(site["first_own"], 0);
  EXPECT_EQ(site["stack"][0]["function"], "Cache::Add");
  EXPECT_EQ(site["stack"][0]["line"], 42);
  EXPECT_EQ(site["cohorts"][1]["blocks"], 5000);
}

TEST(JsonReport, HasTheRuntimeHeapAndWhatTheTargetWasGiven) {
  RunResult result = RecordedLeak();
  result.environment = {{"GOGC", "5"}};
  result.runtime_note = "node (pid 7) did not answer";
  result.first.runtime = RuntimeHeap{};
  result.first.runtime->used_bytes = 4'000'000;
  result.first.runtime->processes = 1;
  result.first.runtime->processes_unseen = 1;
  const json parsed = json::parse(JsonReport(result));
  EXPECT_EQ(parsed["target"]["environment"], json({{"GOGC", "5"}}));
  EXPECT_EQ(parsed["plan"]["as_is"], false);
  EXPECT_EQ(parsed["first"]["runtime_heap"]["used_bytes"], 4'000'000);
  EXPECT_EQ(parsed["first"]["runtime_heap"]["complete"], false);
  EXPECT_EQ(parsed["runtime_note"], "node (pid 7) did not answer");
  EXPECT_FALSE(parsed["rounds"][0]["sample"].contains("runtime_heap"));
}

TEST(JsonReport, SaysThatARunFailed) {
  RunResult result = RecordedLeak();
  result.failure = Error{ErrorKind::kExited, Fault::kTarget, "the server exited with status 3", 0};
  const json parsed = json::parse(JsonReport(result));
  EXPECT_EQ(parsed["verdict"], "FAILED");
  EXPECT_EQ(parsed["reason"], "the server exited with status 3");
}

TEST(JsonReport, ReplacesOutputThatIsNotUtf8) {
  const json parsed = json::parse(JsonReport(RecordedLeak()));
  EXPECT_EQ(parsed["target"]["output_tail"], "served \xef\xbf\xbd\n");
}

}  // namespace
}  // namespace seep
