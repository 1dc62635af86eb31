// `seep load` as a user runs it, against servers that are well and servers that are not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "e2e/seep_run.h"

namespace seep::e2e {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

std::string UrlOf(const Fixture& server) {
  return "http://127.0.0.1:" + std::to_string(server.port()) + "/";
}

std::string Content(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

class Load : public testing::Test {
 protected:
  const Fixture server_{"leaky", {"--leak", "none"}};
  const std::string url_ = UrlOf(server_);
};

TEST_F(Load, TellsRateLatencyConnectionsAndDrawsAPlot) {
  const Finished end = RunSeep({"load", "-n", "2000", "-c", "4", "-k", url_});
  EXPECT_EQ(end.status, 0) << end.err;
  EXPECT_EQ(end.err, "") << "no live display without a terminal";
  EXPECT_THAT(end.out, HasSubstr("requests     2,000 in "));
  EXPECT_THAT(end.out, HasSubstr("answers      200 × 2,000\n"));
  EXPECT_THAT(end.out,
              ContainsRegex("latency [mµ]+s +mean +p50 +p75 +p90 +p95 +p99 +p99.9 +max\n"));
  EXPECT_THAT(end.out, HasSubstr("4 opened, 4 of 4 at once\n"));
  EXPECT_THAT(end.out, ContainsRegex("up to [mµ]+s +answers\n"));
  EXPECT_THAT(end.out, HasSubstr(" %  █"));
  EXPECT_THAT(end.out, Not(HasSubstr("not reached")));
}

TEST_F(Load, SaysThatAndWhyItsConcurrencyWasNotReached) {
  const Finished end = RunSeep({"load", "-n", "3", "-c", "8", url_});
  EXPECT_EQ(end.status, 0) << end.err;
  EXPECT_THAT(end.out, HasSubstr("8 at once were not reached: only 3 requests were sent\n"));
}

TEST_F(Load, WritesPercentilesAndTheResult) {
  const ScratchDirectory results;
  const std::string csv = results.path() / "percentiles.csv";
  const std::string json = results.path() / "result.json";
  const Finished end = RunSeep({"load", "-n", "100", "-e", csv, "--json", json, url_});
  EXPECT_EQ(end.status, 0) << end.err;
  EXPECT_THAT(Content(csv), testing::StartsWith("Percentage served,Time in ms\n0,"));
  const nlohmann::json result = nlohmann::json::parse(Content(json), nullptr, false);
  ASSERT_TRUE(result.is_object());
  EXPECT_EQ(result["load"]["answers"], 100);
  uint64_t counted = 0;
  for (const nlohmann::json& bucket : result["latency_histogram_ns"])
    counted += bucket[1].get<uint64_t>();
  EXPECT_EQ(counted, 100u);
}

TEST_F(Load, TakesAbsWrksAndHeysFlags) {
  for (const Words& flags : {Words{"-n100", "-c4", "-k", "-r", "-l", "-S", "-q", "-i"},
                             Words{"-c4", "-d200ms", "--latency", "--timeout", "2s"},
                             Words{"-z", "200ms", "-c", "4", "-m", "GET", "-a", "user:word"}}) {
    Words words = flags;
    words.insert(words.begin(), "load");
    words.push_back(url_);
    const Finished end = RunSeep(words);
    EXPECT_EQ(end.status, 0) << end.err;
    EXPECT_THAT(end.out, Not(HasSubstr("errors")));
  }
}

// script(1) gives a program a terminal.
TEST_F(Load, ShowsHowItGoesOnATerminal) {
  if (RunCommand({"script", "--version"}).status != 0) GTEST_SKIP() << "script is not installed";
  const std::string command = Program("seep") + " load -t 1s -c 4 -k " + url_;
  const Finished end = RunCommand({"script", "-qec", command, "/dev/null"});
  EXPECT_EQ(end.status, 0) << end.out << end.err;
  EXPECT_THAT(end.out, ContainsRegex("\r\x1b\\[K[0-9,]+ requests  [0-9,]+/s  0 errors  "
                                     "p50 [0-9.]+ .?.?s  p99 [0-9.]+ .?.?s  [0-9]+ %"));
  EXPECT_THAT(end.out, HasSubstr("\r\x1b[Krequests     ")) << "the line is wiped in the end";
}

// "12 connection refused", and below it a request that met it.
testing::Matcher<std::string> HasKind(const std::string& name) {
  return ContainsRegex("[0-9]+ " + name + "\n +GET / at 127.0.0.1:[0-9]+: " + name + ": ");
}

TEST(LoadErrors, AreToldByKindEachWithAnExample) {
  Fixture rogue("rogue", {"--mode", "exit", "--after", "50"});
  const Finished end = RunSeep({"load", "-n", "60", "-c", "1", UrlOf(rogue)});
  EXPECT_EQ(end.status, 0) << end.err;
  EXPECT_THAT(end.out, HasSubstr("answers      200 × 50\n"));
  EXPECT_THAT(end.out, HasKind("connection refused"));
  EXPECT_THAT(end.out, HasKind("(closed early|connection reset)"));
}

TEST(LoadErrors, AreToldByKindWhereNothingIsAnsweredToo) {
  Fixture rogue("rogue", {"--mode", "exit", "--after", "1"});
  RunSeep({"load", "-n", "1", UrlOf(rogue)});
  const Finished end = RunSeep({"load", "-n", "5", "-c", "1", UrlOf(rogue)});
  EXPECT_EQ(end.status, kRunFailed);
  EXPECT_EQ(end.out, "");
  EXPECT_THAT(end.err, testing::StartsWith("seep: no request was answered: GET / at "));
  EXPECT_THAT(end.err, HasKind("connection refused"));
  EXPECT_THAT(end.err, HasKind("(closed early|connection reset)"));
}

TEST(LoadAnswers, ThatWereNotAskedForFailIt) {
  Fixture rogue("rogue", {"--mode", "error500"});
  const Finished end = RunSeep({"load", "-n", "20", UrlOf(rogue)});
  EXPECT_EQ(end.status, kRunFailed);
  EXPECT_THAT(end.out, HasSubstr("answers      500 × 20\n"));
  EXPECT_THAT(end.err, HasSubstr("20 of 20 answers (100 %) were 500"));
  const Finished right = RunSeep({"load", "-n", "20", "--expect-status", "500", UrlOf(rogue)});
  EXPECT_EQ(right.status, 0) << right.err;
}

}  // namespace
}  // namespace seep::e2e
