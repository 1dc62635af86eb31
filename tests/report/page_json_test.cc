#include "report/page_json.h"

#include <gmock/gmock.h>

#include <cmath>

#include <nlohmann/json.hpp>

#include "report/recorded_comparison.h"
#include "report/recorded_run.h"
#include "report/recorded_sites.h"
#include "report/summary.h"

namespace seep {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

json PageOf(const RunResult& run, const SourceLines& source = {}) {
  const NamedRun named{"server", &run};
  return json::parse(PageJson(std::span(&named, 1), source));
}

TEST(PageJson, SaysWhatTheSummarySays) {
  const RunResult run = WithLiveHeap(RecordedLeak());
  const Summary summary = Summarize(run);
  const json page = PageOf(run);
  EXPECT_EQ(page["schema"], "seep.page/1");
  EXPECT_EQ(page["verdict"], "LEAK");
  const json& first = page["runs"][0];
  EXPECT_EQ(first["name"], "server");
  EXPECT_EQ(first["verdict"], summary.verdict);
  EXPECT_EQ(first["headline"], summary.headline);
  ASSERT_THAT(first["facts"], SizeIs(summary.facts.size()));
  for (size_t i = 0; i < summary.facts.size(); ++i) {
    EXPECT_EQ(first["facts"][i]["label"], summary.facts[i].label);
    EXPECT_EQ(first["facts"][i]["text"], summary.facts[i].text);
  }
}

TEST(PageJson, HasWhatCameOfComparingTwoRuns) {
  const RunResult run = RecordedLeak();
  const std::vector<NamedRun> runs = {{"this run", &run}, {"the baseline", &run}};
  const Comparison comparison = RecordedComparison();
  const json page = json::parse(PageJson(runs, {}, &comparison));
  EXPECT_THAT(page["runs"], SizeIs(2));
  const json& compared = page["comparison"];
  EXPECT_EQ(compared["change"], "WORSE");
  EXPECT_EQ(compared["reason"], comparison.reason);
  EXPECT_EQ(compared["verdicts"], "CLEAN in the baseline, LEAK now");
  EXPECT_EQ(compared["warnings"], json(comparison.warnings));
  ASSERT_THAT(compared["meters"], SizeIs(2));
  EXPECT_EQ(compared["meters"][0]["title"], "live heap");
  EXPECT_EQ(compared["meters"][0]["changed"], "+72 B a request");
  EXPECT_EQ(compared["meters"][0]["difference"], "+72 B");
  EXPECT_EQ(compared["meters"][0]["interval"], "99 % interval +71 B … +73 B");
  // What was not compared has its reason, and no figures.
  EXPECT_FALSE(compared["meters"][1].contains("difference"));
  EXPECT_EQ(compared["meters"][1]["reason"], "too few readings in this run");
  EXPECT_FALSE(PageOf(run).contains("comparison"));
}

TEST(PageJson, DoesNotSendWhoReadsThePageToThePage) {
  RunResult run = WithLiveHeap(RecordedLeak());
  run.plan.command = {"server"};
  run.plan.command_line = {"seep", "run", "--", "server"};
  const json first = PageOf(run)["runs"][0];
  EXPECT_EQ(first["next"],
            "free it, or bound what keeps it; the same run again tells whether that helped");
  EXPECT_EQ(first["command"], "seep run -- server");
  EXPECT_EQ(first["repeat"], "seep run -- server");
}

TEST(PageJson, HasEachMeterWithItsReadingsAndItsLine) {
  const json meters = PageOf(WithLiveHeap(RecordedLeak()))["runs"][0]["meters"];
  ASSERT_THAT(meters, SizeIs(2));
  const json& live = meters[0];
  EXPECT_EQ(live["name"], "live_heap");
  EXPECT_EQ(live["title"], "live heap");
  EXPECT_EQ(live["unit"], "B");
  EXPECT_EQ(live["verdict"], "LEAK");
  EXPECT_EQ(live["growth"], "+288 B a request");
  EXPECT_EQ(live["interval"], "99 % interval +288 B … +288 B");
  EXPECT_EQ(live["judged_from"], 2);
  EXPECT_EQ(live["readings"], 4);
  EXPECT_EQ(live["points"][3], json::array({30'000, 100'000 + 288 * 30'000}));
  EXPECT_EQ(live["line"]["x"], json::array({22'500, 30'000}));
  EXPECT_EQ(live["tolerance"]["text"], "0.10 B a request");
  EXPECT_DOUBLE_EQ(live["slope"]["low"], 287.9);
}

TEST(PageJson, HasNoLineWhereThereWereTooFewReadings) {
  RunResult run = RecordedLeak();
  run.meters[0].verdict.judged_from = 0;
  const json meter = PageOf(run)["runs"][0]["meters"][0];
  EXPECT_FALSE(meter.contains("line"));
  EXPECT_FALSE(meter.contains("growth"));
}

TEST(PageJson, TellsPausesAndReplaysFromTraffic) {
  RunResult run = RecordedLeak();
  run.rounds.resize(3);
  for (Round& round : run.rounds) {
    round.load.requests = round.load.answers = 7500;
    round.load.seconds = 1.5;
    round.load.latency.Add(2'000'000);
  }
  run.rounds[1].idle = true;
  run.rounds[1].load = {};
  run.rounds[1].sample.requests = 7500;
  run.rounds[2].replayed = true;
  run.rounds[2].sample.requests = 15'000;
  const json rounds = PageOf(run)["runs"][0]["rounds"];
  ASSERT_THAT(rounds, SizeIs(3));
  EXPECT_EQ(rounds[0]["x"], 7500);
  EXPECT_EQ(rounds[0]["rate"], 5000);
  EXPECT_EQ(rounds[0]["latency_ms"]["p50"], 2);
  EXPECT_FALSE(rounds[0].contains("idle"));
  EXPECT_EQ(rounds[1]["idle"], true);
  EXPECT_EQ(rounds[2]["replayed"], true);
  EXPECT_EQ(rounds[2]["x"], 7500);  // replayed requests are none of the axis
}

TEST(PageJson, HasCallStacksWithEachFrameOnce) {
  RunResult run = WithLiveHeap(RecordedLeak());
  run.sites = RecordedSites();
  const json sites = PageOf(run)["runs"][0]["sites"];
  ASSERT_THAT(sites["stacks"], SizeIs(3));
  const json& first = sites["stacks"][0];
  EXPECT_EQ(first["growth"], "+64 B a request");
  EXPECT_EQ(first["blamed"], 2);
  EXPECT_EQ(first["last_own"], 4);
  const json& blamed = sites["frames"][first["stack"][2].get<size_t>()];
  EXPECT_EQ(blamed["function"], "cache::Cache::Remember(std::string const&, int)");
  EXPECT_EQ(blamed["bare"], "cache::Cache::Remember");
  EXPECT_EQ(blamed["file"], "/home/me/server/src/cache/cache.cc");
  EXPECT_EQ(blamed["line"], 42);
  EXPECT_EQ(blamed["own"], true);
  EXPECT_FALSE(blamed.contains("source"));
  EXPECT_EQ(first["stack"][4], sites["stacks"][1]["stack"][5]);  // main
}

TEST(PageJson, ShowsLinesOfCodeAroundOwnFrames) {
  RunResult run = WithLiveHeap(RecordedLeak());
  const json sites = PageOf(run, [](const std::string& file, int line) {
    return line > 43 ? "" : file + " " + std::to_string(line);
  })["runs"][0]["sites"];
  const json& source = sites["frames"][0]["source"];
  EXPECT_EQ(source["from"], 39);
  EXPECT_THAT(source["lines"],
              ElementsAre("/src/cache.cc 39", "/src/cache.cc 40", "/src/cache.cc 41",
                          "/src/cache.cc 42", "/src/cache.cc 43", "", ""));
}

TEST(PageJson, DrawsLongSeriesInFewerPointsAndSaysOfHowMany) {
  RunResult run = RecordedLeak();
  MeterVerdict& held = run.meters[0];
  held.points.clear();
  for (int i = 0; i < 10'000; ++i)
    held.points.push_back({i * 10.0, i == 7777 ? 1e9 : 1e6 + (i * 7919) % 1000});
  held.verdict.judged_from = 5000;
  const json meter = PageOf(run)["runs"][0]["meters"][0];
  EXPECT_EQ(meter["readings"], 10'000);
  EXPECT_LE(meter["points"].size(), 2000u);
  EXPECT_EQ(meter["points"].front()[0], 0);
  EXPECT_EQ(meter["points"].back()[0], 99'990);
  EXPECT_THAT(meter["points"], ::testing::Contains(json::array({77'770, 1'000'000'000})));
  const auto from = meter["judged_from"].get<size_t>();
  EXPECT_NEAR(meter["points"][from][0].get<double>(), 50'000, 200);
}

TEST(PageJson, SaysWhatTheServerWasGiven) {
  RunResult run = RecordedLeak();
  run.environment = {{"MALLOC_ARENA_MAX", "1"}};
  run.warnings = {"the server was not quiet"};
  const json first = PageOf(run)["runs"][0];
  EXPECT_EQ(first["variables"], json::parse(R"([{"label":"MALLOC_ARENA_MAX","text":"1"}])"));
  EXPECT_EQ(first["warnings"], json({"the server was not quiet"}));
  EXPECT_THAT(first["environment"],
              ::testing::Contains(json({{"label", "server"}, {"text", "server --port {port}"}})));
}

TEST(PageJson, HasWhatThereIsOfARunThatFailed) {
  RunResult run;
  run.failure = Error{ErrorKind::kExited, Fault::kTarget, "the server exited with status 3", 0};
  const json first = PageOf(run)["runs"][0];
  EXPECT_EQ(first["verdict"], "FAILED");
  EXPECT_EQ(first["headline"], "the server exited with status 3");
  EXPECT_THAT(first["meters"], IsEmpty());
  EXPECT_TRUE(first["traffic"].is_null());
}

TEST(PageJson, IsUtf8WhateverTheTargetCallsItself) {
  const RunResult run = RecordedLeak();
  const NamedRun named{"bad \xff name", &run};
  EXPECT_EQ(json::parse(PageJson(std::span(&named, 1), {}))["runs"][0]["name"],
            "bad \xef\xbf\xbd name");
}

}  // namespace
}  // namespace seep
