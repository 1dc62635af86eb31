#include "report/sarif.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/recorded_hunt.h"
#include "report/recorded_sites.h"

namespace seep {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

RunResult CacheLeak() {
  RunResult run = WithLiveHeap(RecordedLeak());
  run.sites->sites = {RecordedCacheSite()};
  return run;
}

json Report(const RunResult& run, const std::string& root = "/home/me/server") {
  const NamedRun named = Named(run);
  return json::parse(SarifReport({&named, 1}, root));
}

TEST(SarifReport, HasALeakAtItsLineAndItsCallersBesideIt) {
  const json run = Report(CacheLeak())["runs"][0];
  EXPECT_EQ(run["tool"]["driver"]["rules"][0]["id"], "memory-leak");
  ASSERT_EQ(run["results"].size(), 1u);
  const json& result = run["results"][0];
  EXPECT_EQ(result["ruleId"], "memory-leak");
  EXPECT_EQ(result["level"], "error");
  EXPECT_EQ(result["message"]["text"],
            "64 B a request stay allocated from here (cache::Cache::Remember), 98 % of the growth. "
            "Seen by Seep: server --port {port}.");
  const json& place = result["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "src/cache/cache.cc");
  EXPECT_EQ(place["region"]["startLine"], 42);
  ASSERT_EQ(result["relatedLocations"].size(), 2u);
  EXPECT_EQ(result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            "src/handle.cc");
  EXPECT_EQ(run["invocations"][0]["executionSuccessful"], true);
}

TEST(SarifReport, ShowsTheNearestCallerWhereTheLineIsOutsideOfTheRoot) {
  RunResult run = CacheLeak();
  run.sites->sites[0].stack[2].file = "/opt/cache/cache.cc";
  const json result = Report(run)["runs"][0]["results"][0];
  EXPECT_EQ(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "src/handle.cc");
}

TEST(SarifReport, AFolderThatBeginsLikeTheRootIsAnother) {
  EXPECT_TRUE(Report(CacheLeak(), "/home/me/serv")["runs"][0]["results"].empty());
}

TEST(SarifReport, TakesUrlsOfFilesAndEncodesThem) {
  RunResult run = CacheLeak();
  run.sites->sites[0].stack[2].file = "file:///home/me/server/src/a b.mjs";
  const json result = Report(run)["runs"][0]["results"][0];
  EXPECT_EQ(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "src/a%20b.mjs");
}

TEST(SarifReport, TakesPathsFromABuildFolder) {
  RunResult run = CacheLeak();
  run.sites->sites[0].stack[2].file = "../../src/cache.cc";
  const json result = Report(run)["runs"][0]["results"][0];
  EXPECT_EQ(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "src/cache.cc");
}

TEST(SarifReport, AFingerprintOutlivesAChangeOfLines) {
  RunResult run = CacheLeak();
  const auto print = [&] {
    return Report(run)["runs"][0]["results"][0]["partialFingerprints"]["seepStack/v1"];
  };
  const json before = print();
  run.sites->sites[0].stack[2].line = 57;
  EXPECT_EQ(print(), before);
  run.sites->sites[0].stack[2].function = "cache::Cache::Forget()";
  EXPECT_NE(print(), before);
}

// GitHub would refuse the whole file for a result without a location.
TEST(SarifReport, ALeakWithoutALineIsANotification) {
  const json run = Report(RecordedLeak())["runs"][0];
  EXPECT_TRUE(run["results"].empty());
  EXPECT_EQ(run["invocations"][0]["executionSuccessful"], true);
  EXPECT_EQ(run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"],
            "server --port {port}: anonymous memory grows by 304 B a request");
}

TEST(SarifReport, LeavesOutAStackThatCannotBeShownBesideOneThatCan) {
  RunResult run = CacheLeak();
  run.sites->sites.push_back(run.sites->sites[0]);
  for (Frame& frame : run.sites->sites[1].stack) frame.file = "/usr/lib/x.cc";
  const json report = Report(run)["runs"][0];
  EXPECT_EQ(report["results"].size(), 1u);
  EXPECT_FALSE(report["invocations"][0].contains("toolExecutionNotifications"));
}

TEST(SarifReport, HasNothingOfWhatDoesNotLeakAndSaysWhatFailed) {
  const std::vector<RunResult> runs = RecordedHunt();
  const json report = json::parse(SarifReport(NamedByShape(runs), "/"))["runs"][0];
  EXPECT_TRUE(report["results"].empty());
  EXPECT_EQ(report["invocations"][0]["executionSuccessful"], false);
  const json& notifications = report["invocations"][0]["toolExecutionNotifications"];
  ASSERT_EQ(notifications.size(), 2u);
  EXPECT_EQ(notifications[0]["message"]["text"], "head: the server died");
  EXPECT_EQ(notifications[1]["message"]["text"],
            "abort: anonymous memory grows by 304 B a request");
}

TEST(SarifReport, ALeakThatATestLetsPassIsANote) {
  const RunResult run = CacheLeak();
  const NamedRun named{"old", &run, Ruling{RunOutcome::kClean, "expect", "a leak"}};
  const json report = json::parse(SarifReport({&named, 1}, "/home/me/server"));
  EXPECT_EQ(report["runs"][0]["results"][0]["level"], "note");
  const json elsewhere = json::parse(SarifReport({&named, 1}, "/elsewhere"));
  EXPECT_EQ(elsewhere["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["level"],
            "note");
}

}  // namespace
}  // namespace seep
