// Judging what was recorded elsewhere: tables, and runs with what is wrong with them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "e2e/seep_run.h"

namespace seep::e2e {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class RecordedTest : public testing::Test {
 protected:
  std::string Path(const std::string& name) const { return directory_.path() / name; }
  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(Path(name)) << text;
    return Path(name);
  }
  static std::string Read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  // 80 readings, 500 requests apart, that grow by so many kB each.
  std::string WriteSeries(const std::string& name, int kilobytes) const {
    std::string csv = "requests,rss_kb\n";
    for (int i = 0; i < 80; ++i) {
      csv += std::to_string(500 * i) + "," + std::to_string(8000 + kilobytes * i) + "\n";
    }
    return Write(name, csv);
  }

 private:
  ScratchDirectory directory_;
};

void ExpectOneLine(const Finished& end, int status, const Words& names) {
  EXPECT_EQ(end.status, status) << end.out << end.err;
  EXPECT_THAT(end.err, StartsWith("seep: "));
  EXPECT_EQ(std::count(end.err.begin(), end.err.end(), '\n'), 1) << end.err;
  for (const std::string& name : names) EXPECT_THAT(end.err, HasSubstr(name));
}

TEST_F(RecordedTest, ASeriesThatGrowsIsALeak) {
  const Finished end = RunSeep({"watch", "--csv", WriteSeries("mem.csv", 48)});
  EXPECT_EQ(end.status, kLeak) << end.err;
  EXPECT_THAT(end.out, StartsWith("LEAK  rss_kb grows by 98 B a request"));
}

TEST_F(RecordedTest, ASeriesThatDoesNotGrowIsClean) {
  const Finished end = RunSeep({"watch", "--csv", WriteSeries("mem.csv", 0)});
  EXPECT_EQ(end.status, kClean) << end.err;
  EXPECT_THAT(end.out, StartsWith("CLEAN  rss_kb has no leak above "));
  EXPECT_THAT(RunSeep({"watch", "-q", "--csv", Path("mem.csv")}).out, testing::IsEmpty());
}

TEST_F(RecordedTest, ASeriesThatIsTooShortIsInconclusive) {
  const std::string csv = Write("mem.csv", "requests,bytes\n1,2\n2,3\n");
  const Finished end = RunSeep({"watch", "--csv", csv});
  EXPECT_EQ(end.status, kInconclusive) << end.err;
  EXPECT_THAT(end.out, HasSubstr("more readings would decide"));
}

TEST_F(RecordedTest, ASeriesComesFromStandardInputToo) {
  const std::string csv = WriteSeries("mem.csv", 48);
  const Finished end = RunCommand({"sh", "-c", Program("seep") + " watch --csv - < " + csv});
  EXPECT_EQ(end.status, kLeak) << end.err;
  EXPECT_THAT(end.out, HasSubstr("80 readings of standard input"));
}

TEST_F(RecordedTest, ARecordedSeriesIsJudgedAgainAndCompared) {
  const std::string base = Path("base.json");
  const std::string changed = Path("new.json");
  EXPECT_EQ(RunSeep({"watch", "--json", base, "--csv", WriteSeries("a.csv", 0)}).status, kClean);
  EXPECT_EQ(RunSeep({"watch", "--json", changed, "--csv", WriteSeries("b.csv", 48)}).status, kLeak);
  EXPECT_EQ(RunSeep({"analyze", changed}).status, kLeak);
  EXPECT_EQ(RunSeep({"analyze", "--tolerance", "1000", changed}).status, kClean);
  const Finished worse = RunSeep({"compare", base, changed});
  EXPECT_EQ(worse.status, kLeak) << worse.err;
  EXPECT_THAT(worse.out, StartsWith("WORSE  "));
  const Finished better = RunSeep({"compare", changed, base});
  EXPECT_EQ(better.status, kClean) << better.err;
  EXPECT_THAT(better.out, StartsWith("NOT WORSE  "));
}

TEST_F(RecordedTest, AStepsSummaryHasOnlyWhatIsAskedForAndWhatStoodThereBefore) {
  const std::string run = Path("run.json");
  const std::string summary = Write("summary.md", "# Leaks\n");
  const std::string markdown = Path("report.md");
  const auto seep_in_step = [&](Words words) {
    words.insert(words.begin(), Program("seep"));
    return RunCommand(words, {{"GITHUB_STEP_SUMMARY", summary}});
  };
  const std::string csv = WriteSeries("a.csv", 48);
  EXPECT_EQ(seep_in_step({"watch", "--json", run, "--csv", csv}).status, kLeak);
  EXPECT_EQ(seep_in_step({"report", "-q", run}).status, kClean);
  EXPECT_EQ(seep_in_step({"analyze", "--markdown", markdown, run}).status, kLeak);
  EXPECT_EQ(Read(summary), "# Leaks\n");
  EXPECT_EQ(seep_in_step({"analyze", "--markdown", summary, run}).status, kLeak);
  EXPECT_THAT(Read(markdown), HasSubstr("LEAK"));
  EXPECT_EQ(Read(summary), "# Leaks\n" + Read(markdown));
}

TEST_F(RecordedTest, AnalyzeMayWriteToTheFileThatItReads) {
  const std::string run = Path("run.json");
  EXPECT_EQ(RunSeep({"watch", "--json", run, "--csv", WriteSeries("a.csv", 48)}).status, kLeak);
  EXPECT_EQ(RunSeep({"analyze", "--tolerance", "1000", "--json", run, run}).status, kClean);
  EXPECT_EQ(RunSeep({"analyze", run}).status, kClean) << "with the tolerance that was kept";
}

TEST_F(RecordedTest, WhatCannotBeReadIsNamed) {
  const std::string bad = Write("bad.csv", "requests,rss\n1,10\n2,many\n");
  ExpectOneLine(RunSeep({"watch", "--csv", bad}), kUsage, {"bad.csv:3", "rss", "many"});
  ExpectOneLine(RunSeep({"watch", "--csv", "/nonexistent/x.csv"}), kUsage, {"/nonexistent/x.csv"});
  ExpectOneLine(RunSeep({"analyze", "/nonexistent/x.json"}), kUsage, {"/nonexistent/x.json"});
  ExpectOneLine(RunSeep({"analyze", bad}), kUsage, {"bad.csv: not JSON"});
  ExpectOneLine(RunSeep({"analyze", Path(".")}), kUsage, {"directory"});
  const std::string later = Write("later.json", R"({"schema": "seep.run/2"})");
  ExpectOneLine(RunSeep({"analyze", later}), kUsage, {"later.json", "seep.run/2"});
  ExpectOneLine(RunSeep({"compare", later, bad}), kUsage, {"later.json", "seep.run/2"});
  ExpectOneLine(RunSeep({"compare", later}), kUsage, {"NEW.json"});
}

TEST_F(RecordedTest, ARunByRequestsIsNotComparedWithOneByTime) {
  const std::string base = Path("base.json");
  const std::string changed = Path("new.json");
  RunSeep({"watch", "--json", base, "--csv", WriteSeries("a.csv", 0)});
  RunSeep({"watch", "--json", changed, "--csv", Write("b.csv", "seconds,bytes\n1,2\n2,3\n")});
  ExpectOneLine(RunSeep({"compare", base, changed}), kUsage, {"by requests", "by seconds"});
}

TEST_F(RecordedTest, ABaselineThatIsNoneIsFoundBeforeTheRun) {
  const std::string later = Write("later.json", R"({"schema": "seep.run/2"})");
  const Finished end =
      RunSeep({"run", "--baseline", later, "--", Program("leaky"), "--leak", "none"});
  ExpectOneLine(end, kUsage, {"later.json", "seep.run/2"});
  EXPECT_LT(end.seconds, kSoonSeconds);
}

}  // namespace
}  // namespace seep::e2e
