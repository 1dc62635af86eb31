#include "report/html.h"

#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "report/recorded_comparison.h"
#include "report/recorded_hunt.h"
#include "report/recorded_run.h"
#include "report/summary.h"

namespace seep {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string PageOf(const RunResult& run, const std::string& name = "server") {
  const NamedRun named{name, &run};
  return HtmlReport(std::span(&named, 1));
}

// What is between the element of the data and its end.
json DataOf(const std::string& page) {
  constexpr std::string_view kBegin = "<script type=\"application/json\" id=\"data\">";
  const size_t begin = page.find(kBegin) + kBegin.size();
  return json::parse(page.substr(begin, page.find("</script>", begin) - begin));
}

size_t CountOf(std::string_view text, std::string_view part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(HtmlReport, IsOneDocumentThatLoadsNothing) {
  const std::string page = PageOf(RecordedLeak());
  EXPECT_THAT(page, StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  EXPECT_THAT(page, Not(HasSubstr("src=\"")));
  EXPECT_THAT(page, Not(HasSubstr("@import")));
  EXPECT_THAT(page, Not(HasSubstr("url(")));
  EXPECT_THAT(page, Not(HasSubstr("{{")));
  EXPECT_EQ(DataOf(page)["schema"], "seep.page/1");
}

TEST(HtmlReport, SaysTheVerdictWithoutScriptsToo) {
  const RunResult run = WithLiveHeap(RecordedLeak());
  const Summary summary = Summarize(run);
  const std::string page = PageOf(run);
  EXPECT_THAT(page, HasSubstr("<title>LEAK: server</title>"));
  EXPECT_THAT(page, HasSubstr("<h2>LEAK: server</h2>\n<p>" + summary.headline + ".</p>"));
  EXPECT_EQ(DataOf(page)["runs"][0]["headline"], summary.headline);
}

TEST(HtmlReport, SaysWhatCameOfComparingWithoutScriptsToo) {
  RunResult changed = RecordedLeak();
  changed.plan.command = {"server", "--new"};
  const std::string page = HtmlComparison(RecordedComparison(), RecordedLeak(), changed);
  EXPECT_THAT(page, HasSubstr("<title>WORSE: server --new</title>"));
  EXPECT_THAT(page, HasSubstr("<h2>WORSE</h2>\n<p>" + RecordedComparison().reason + ".</p>"));
  EXPECT_THAT(page, HasSubstr("LEAK: this run"));
  EXPECT_THAT(page, HasSubstr("LEAK: the baseline"));
  EXPECT_EQ(DataOf(page)["comparison"]["change"], "WORSE");
}

TEST(HtmlReport, TakesNoNameForMarkup) {
  const std::string name = "</script><!--<script>alert(1)</script>&{{data}}";
  RunResult run = WithLiveHeap(RecordedLeak());
  run.sites->sites[0].stack[0].function = name;
  run.warnings = {name};
  const std::string plain = PageOf(WithLiveHeap(RecordedLeak()));
  const std::string page = PageOf(run, name);
  EXPECT_EQ(CountOf(page, "<script"), CountOf(plain, "<script"));
  EXPECT_EQ(CountOf(page, "</script"), CountOf(plain, "</script"));
  EXPECT_EQ(CountOf(page, "<!--"), CountOf(plain, "<!--"));
  const json data = DataOf(page);
  EXPECT_EQ(data["runs"][0]["name"], name);
  EXPECT_EQ(data["runs"][0]["sites"]["frames"][0]["function"], name);
}

TEST(HtmlReport, HasTheWorstOfSeveralRunsFirst) {
  RunResult clean = RecordedLeak();
  clean.outcome = Outcome::kClean;
  clean.meters[0].verdict.outcome = Outcome::kClean;
  const RunResult leak = RecordedLeak();
  const std::vector<NamedRun> runs = {{"keep-alive", &clean}, {"abort", &leak}};
  const std::string page = HtmlReport(runs);
  EXPECT_THAT(page, HasSubstr("<title>LEAK: 2 runs</title>"));
  const json data = DataOf(page);
  EXPECT_EQ(data["verdict"], "LEAK");
  EXPECT_EQ(data["runs"][0]["name"], "abort");
  EXPECT_EQ(data["runs"][1]["name"], "keep-alive");
}

TEST(HtmlReport, OfATestThatPassesDoesNotSayThatItLeaks) {
  const RecordedTest test;
  const std::string page = HtmlReport(std::vector{test.plain, test.as_expected});
  EXPECT_THAT(page, HasSubstr("<title>PASSED: 2 runs</title>"));
  EXPECT_EQ(DataOf(page)["verdict"], "PASSED");
}

TEST(HtmlReport, StaysBelowAMegabyteWithTenThousandReadings) {
  RunResult run = WithLiveHeap(RecordedLeak());
  const Round round = run.rounds.front();
  run.rounds.clear();
  std::vector<Point> points;
  for (uint64_t i = 1; i <= 10'000; ++i) {
    run.rounds.push_back(round);
    Round& last = run.rounds.back();
    last.sample.requests = 1234 * i;
    last.sample.seconds = 0.123456789 * static_cast<double>(i);
    last.load.requests = last.load.answers = 1234;
    last.load.seconds = 0.1;
    last.load.latency.Add(1'234'567 + 1000 * (i % 977));
    points.push_back(
        {1234.0 * static_cast<double>(i), 123'456'789.0 + 7919.0 * static_cast<double>(i % 991)});
  }
  const MeterVerdict meter = run.meters.front();
  run.meters.clear();
  for (const Meter each : kMeters) {
    run.meters.push_back(meter);
    run.meters.back().meter = each;
    run.meters.back().points = points;
  }
  EXPECT_LT(PageOf(run).size(), 1'000'000u);
}

}  // namespace
}  // namespace seep
