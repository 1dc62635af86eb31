#include "seep/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/version.h"
#include "seep/exit_code.h"

namespace seep {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;

Result<Options> Parse(std::vector<const char*> words) {
  words.insert(words.begin(), "seep");
  return ParseOptions(static_cast<int>(words.size()), words.data());
}

RunOptions ParseRun(std::vector<const char*> words) {
  words.insert(words.begin(), "run");
  const Result<Options> options = Parse(words);
  EXPECT_TRUE(options) << options.error().message;
  return std::get<RunOptions>(*options);
}

std::string ErrorOf(const std::vector<const char*>& words) {
  const Result<Options> options = Parse(words);
  if (options) return "parsed";
  EXPECT_EQ(ExitCodeFor(options.error()), ExitCode::kUsage);
  EXPECT_THAT(options.error().message, Not(HasSubstr("\n"))) << "one line";
  return options.error().message;
}

std::vector<std::string> HuntedShapes(std::vector<const char*> words) {
  words.insert(words.begin(), "hunt");
  words.insert(words.end(), {"--", "server"});
  const Result<Options> options = Parse(words);
  EXPECT_TRUE(options) << options.error().message;
  std::vector<std::string> names;
  if (!options) return names;
  for (const HuntCase& one : std::get<HuntOptions>(*options).hunt.cases)
    names.push_back(one.shape.name);
  return names;
}

TEST(ParseOptions, HuntsWithTheShapesOfItsProtocol) {
  EXPECT_THAT(HuntedShapes({}), AllOf(Contains("pipeline"), Contains("websocket"),
                                      Not(Contains("h2-rst")), Not(Contains("tls-full"))));
  EXPECT_THAT(HuntedShapes({"--http2"}),
              AllOf(Contains("h2-rst"), Contains("abort@waiting"), Not(Contains("pipeline")),
                    Not(Contains("websocket")), Not(Contains("tls-full"))));
  EXPECT_THAT(HuntedShapes({"--http2", "--tls"}), Contains("tls-full"));
  EXPECT_THAT(ErrorOf({"hunt", "--http2", "--shapes", "keep-alive,pipeline", "--", "server"}),
              HasSubstr("pipeline is one of HTTP/1"));
  EXPECT_THAT(ErrorOf({"hunt", "--shapes", "h2-rst", "--", "server"}), HasSubstr("--http2"));
}

TEST(ParseOptions, TakesTheCommandBehindTheDashes) {
  const RunOptions run = ParseRun({"-n", "30000", "--", "nginx", "-c", "F", "--"});
  EXPECT_THAT(run.plan.command, ElementsAre("nginx", "-c", "F", "--"));
  EXPECT_EQ(run.plan.requests_max, 30'000u);
}

TEST(ParseOptions, MixesKeepAliveAndOneRequestAConnectionByDefault) {
  EXPECT_THAT(ParseRun({"--", "x"}).plan.legs, SizeIs(2));
  EXPECT_EQ(ParseRun({"-k", "--", "x"}).plan.legs[0].shape.name, "keep-alive");
  EXPECT_EQ(ParseRun({"--close", "--", "x"}).plan.legs[0].shape.name, "close");
  const RunOptions http10 = ParseRun({"--http10", "--", "x"});
  EXPECT_THAT(http10.plan.legs, SizeIs(1));
  EXPECT_EQ(http10.plan.legs[0].shape.name, "close");
  EXPECT_EQ(http10.plan.traffic.request.version, HttpVersion::k10);
}

TEST(ParseOptions, TakesTheSizeOfACache) {
  EXPECT_EQ(ParseRun({"--expect-cache", "64M", "--", "x"}).plan.expect_cache_bytes, 64u << 20);
  EXPECT_EQ(ParseRun({"--expect-cache", "0", "--", "x"}).plan.expect_cache_bytes, 0u)
      << "there is none, so a store by key is a leak";
  EXPECT_FALSE(ParseRun({"--", "x"}).plan.expect_cache_bytes);
}

TEST(ParseOptions, TakesTheStatusesThatAreExpectedSeveralTimes) {
  const RunOptions run =
      ParseRun({"--expect-status", "2xx,404", "--expect-status", "500", "--", "x"});
  EXPECT_EQ(run.plan.traffic.expected.Text(), "2xx,404,500");
  EXPECT_TRUE(ParseRun({"--", "x"}).plan.traffic.expected.AreUsual());
  for (const char* command : {"load", "hunt", "run"}) {
    EXPECT_THAT(ErrorOf({command, "--expect-status", "2xx,40", "http://x/"}),
                AllOf(HasSubstr("--expect-status: \"40\""), HasSubstr("2xx,404")))
        << command;
  }
  EXPECT_THAT(ErrorOf({"run", "--load", "true {n}", "--expect-status", "404", "--", "x"}),
              HasSubstr("not together with --expect-status"))
      << "what a load command was answered is not known";
}

TEST(ParseOptions, RefusesALoadCommandThatIsNotToldHowManyRequestsToSend) {
  EXPECT_THAT(ErrorOf({"run", "--load", "wrk {url}", "--", "x"}),
              AllOf(HasSubstr("--load"), HasSubstr("no {n}")));
}

TEST(ParseOptions, TakesOneVOrTwo) {
  EXPECT_EQ(ParseRun({"server"}).detail, Detail::kSummary);
  EXPECT_EQ(ParseRun({"-v", "server"}).detail, Detail::kMeasured);
  EXPECT_EQ(ParseRun({"-vv", "server"}).detail, Detail::kReadings);
  EXPECT_EQ(ParseRun({"--verbose", "-v", "server"}).detail, Detail::kReadings);
  EXPECT_EQ(ParseRun({"server", "-v"}).detail, Detail::kSummary) << "it is the server's";
}

TEST(ParseOptions, TakesTheMemoryThatARunMayCost) {
  EXPECT_EQ(ParseRun({"--memory-max", "512M", "--", "x"}).plan.memory_max_bytes, 512u << 20);
  EXPECT_FALSE(ParseRun({"--", "x"}).plan.memory_max_bytes) << "the machine decides";
}

TEST(ParseOptions, TakesTheHostWithAndWithoutBrackets) {
  EXPECT_EQ(ParseRun({"--", "x"}).plan.traffic.endpoint.host, "127.0.0.1");
  EXPECT_EQ(ParseRun({"--host", "::1", "--", "x"}).plan.traffic.endpoint.host, "::1");
  EXPECT_EQ(ParseRun({"--host", "[::1]", "--", "x"}).plan.traffic.endpoint.host, "::1");
  const RunOptions named = ParseRun({"--host", "localhost", "--tls", "--", "x"});
  EXPECT_EQ(named.plan.traffic.endpoint.host, "localhost");
  EXPECT_FALSE(named.plan.traffic.tls.verify);
}

TEST(ParseOptions, LeavesTheTargetAsItIsOnlyWhenAsked) {
  EXPECT_FALSE(ParseRun({"--", "x"}).plan.as_is);
  EXPECT_TRUE(ParseRun({"--as-is", "--", "x"}).plan.as_is);
}

TEST(ParseOptions, TakesHelpersAndHeadersSeveralTimes) {
  const RunOptions run =
      ParseRun({"--with", "up --port '1 2'", "--with", "b", "-H", "A: 1", "-H", "B:2", "--", "x"});
  EXPECT_THAT(run.plan.helpers, ElementsAre(ElementsAre("up", "--port", "1 2"), ElementsAre("b")));
  EXPECT_THAT(run.plan.traffic.request.headers, ElementsAre(Pair("A", "1"), Pair("B", "2")));
}

TEST(ParseOptions, TakesAbsFlagsForLoad) {
  const Result<Options> options =
      Parse({"load", "-n", "100", "-c", "8", "-k", "-t", "3", "-m", "HEAD", "http://[::1]:81/a?b"});
  ASSERT_TRUE(options) << options.error().message;
  const LoadOptions& load = std::get<LoadOptions>(*options);
  EXPECT_EQ(load.bounds.requests, 100u);
  EXPECT_EQ(load.bounds.duration, milliseconds(3000));
  EXPECT_EQ(load.traffic.connections, 8u);
  EXPECT_EQ(load.traffic.shape.name, "keep-alive");
  EXPECT_EQ(load.traffic.request.method, "HEAD");
  EXPECT_EQ(load.traffic.request.target, "/a?b");
  EXPECT_EQ(load.traffic.endpoint.host, "::1");
  EXPECT_EQ(load.traffic.endpoint.port, 81);
}

LoadOptions ParseLoad(std::vector<const char*> words) {
  words.insert(words.begin(), "load");
  words.push_back("http://x/");
  const Result<Options> options = Parse(words);
  EXPECT_TRUE(options) << options.error().message;
  return options ? std::get<LoadOptions>(*options) : LoadOptions{};
}

TEST(ParseOptions, TakesCredentialsAndCookiesForLoad) {
  for (const char* flag : {"-A", "-a", "--auth"}) {
    EXPECT_THAT(ParseLoad({flag, "a:b"}).traffic.request.headers,
                ElementsAre(Pair("Authorization", "Basic YTpi")));
  }
  EXPECT_THAT(ParseLoad({"-P", "a:b", "-C", "x=1", "-C", "y=2"}).traffic.request.headers,
              ElementsAre(Pair("Proxy-Authorization", "Basic YTpi"), Pair("Cookie", "x=1; y=2")));
  EXPECT_THAT(ErrorOf({"load", "-A", "ab", "http://x/"}), HasSubstr("-A"));
}

TEST(ParseOptions, TakesAbsWaysToNameAMethodForLoad) {
  EXPECT_EQ(ParseLoad({"-i"}).traffic.request.method, "HEAD");
  EXPECT_EQ(ParseLoad({"-D", "/dev/null"}).traffic.request.method, "GET");
  const std::string file = testing::TempDir() + "/options_test.body";
  std::ofstream(file) << "text";
  const LoadOptions put = ParseLoad({"-u", file.c_str()});
  EXPECT_EQ(put.traffic.request.method, "PUT");
  EXPECT_EQ(put.traffic.request.body, "text");
  const LoadOptions post = ParseLoad({"-D", file.c_str()});
  EXPECT_EQ(post.traffic.request.method, "POST");
  EXPECT_EQ(post.traffic.request.body, "text");
  EXPECT_THAT(ErrorOf({"load", "-i", "-m", "GET", "http://x/"}), HasSubstr("--head"));
  EXPECT_THAT(ErrorOf({"load", "-u", file.c_str(), "-p", file.c_str(), "http://x/"}),
              HasSubstr("-u"));
}

TEST(ParseOptions, TakesWrksAndHeysNamesForLoadWhereTheyDoNotClash) {
  for (const char* flag : {"-d", "-z", "--duration", "-t", "--time"})
    EXPECT_EQ(ParseLoad({flag, "30s"}).bounds.duration, milliseconds(30'000)) << flag;
  EXPECT_EQ(ParseLoad({"--timeout", "2s"}).traffic.timeout, milliseconds(2'000));
  // `wrk -t2 -c8 -d10s`: two threads there, two seconds here.
  EXPECT_THAT(ErrorOf({"load", "-t2", "-c8", "-d10s", "http://x/"}), HasSubstr("--threads"));
}

TEST(ParseOptions, TakesWhatChangesNothingForLoad) {
  const LoadOptions load = ParseLoad({"-l", "-r", "-S", "-v", "2", "--latency", "-e", "p.csv"});
  EXPECT_THAT(load.traffic.request.headers, SizeIs(0));
  EXPECT_EQ(load.traffic.request.method, "GET");
  EXPECT_EQ(load.csv, "p.csv");
}

TEST(ParseOptions, TakesTheCommandWithoutDashes) {
  EXPECT_THAT(ParseRun({"-c", "2", "nginx", "-c", "F", "--port"}).plan.command,
              ElementsAre("nginx", "-c", "F", "--port"));
  EXPECT_EQ(ParseRun({"-c", "2", "nginx", "-c", "F"}).plan.traffic.connections, 2u);
  for (const char* repeatable : {"--header", "--with", "--shape", "--expect-status", "--cookie"}) {
    const bool shape = repeatable == std::string("--shape");
    const char* value = shape ? "close" : repeatable == std::string("--header") ? "A: b" : "404";
    EXPECT_THAT(ParseRun({repeatable, value, "nginx", "-c", "F"}).plan.command,
                ElementsAre("nginx", "-c", "F"))
        << repeatable << " takes one value";
  }
  EXPECT_THAT(ParseRun({"--", "-odd", "-c"}).plan.command, ElementsAre("-odd", "-c"));
  // The dashes may be the command's own.
  EXPECT_THAT(ParseRun({"-c", "2", "npm", "start", "--", "--port", "{port}"}).plan.command,
              ElementsAre("npm", "start", "--", "--port", "{port}"));
  const Result<Options> hunt = Parse({"hunt", "-t", "9s", "server", "run", "-t"});
  ASSERT_TRUE(hunt) << hunt.error().message;
  EXPECT_THAT(std::get<HuntOptions>(*hunt).hunt.plan.command, ElementsAre("server", "run", "-t"));
}

TEST(ParseOptions, TellsWhoTakesTheBodyForThePortWhatItIs) {
  EXPECT_THAT(ErrorOf({"run", "-p", "7461", "--", "server"}),
              AllOf(HasSubstr("cannot read 7461"), HasSubstr("--port 7461")));
  EXPECT_THAT(ErrorOf({"run", "-p", "7461.json", "--", "server"}), Not(HasSubstr("--port")));
}

TEST(ParseOptions, NamesWhatIsWrong) {
  EXPECT_THAT(ErrorOf({}), HasSubstr("name a command"));
  EXPECT_THAT(ErrorOf({"frob"}), HasSubstr("frob"));
  EXPECT_THAT(ErrorOf({"run"}), HasSubstr("no command"));
  EXPECT_THAT(ErrorOf({"run", "--bogus", "--", "x"}),
              HasSubstr("--bogus: there is no such option"));
  EXPECT_THAT(ErrorOf({"run", "--tiem", "3s", "x"}), HasSubstr("did you mean --time?"));
  EXPECT_THAT(ErrorOf({"hunt", "--shape=close", "x"}), HasSubstr("did you mean --shapes?"));
  EXPECT_THAT(ErrorOf({"load", "--rats", "3", "http://x/"}), HasSubstr("did you mean --rate?"));
  EXPECT_THAT(ErrorOf({"--halp"}), HasSubstr("did you mean --help?"));
  EXPECT_THAT(ErrorOf({"rnu", "x"}), HasSubstr("did you mean run?"));
  EXPECT_THAT(ErrorOf({"watch", "1234"}), HasSubstr("1234: not expected here"));
  EXPECT_THAT(ErrorOf({"run", "--path", "api/v1", "--", "x"}),
              HasSubstr("did you mean --path /api/v1?"));
  EXPECT_THAT(ErrorOf({"run", "--path", "http://a/b?c", "--", "x"}), HasSubstr("--path /b?c"));
  EXPECT_THAT(ErrorOf({"run", "--path", "http://a", "--", "x"}), HasSubstr("--path /"));
  EXPECT_THAT(ErrorOf({"run", "-c", "0", "--", "x"}),
              HasSubstr("\"0\" is not a whole number from 1"));
  EXPECT_THAT(ErrorOf({"run", "-n", "-5", "--", "x"}), HasSubstr("-5"));
  EXPECT_THAT(ErrorOf({"run", "--port", "65536", "--", "x"}), HasSubstr("65536"));
  EXPECT_THAT(ErrorOf({"run", "--host", "0.0.0.0", "--", "x"}), HasSubstr("not of loopback"));
  EXPECT_THAT(ErrorOf({"run", "--host", "127.0.0.1:80", "--", "x"}),
              HasSubstr("--host 127.0.0.1 --port 80"));
  EXPECT_THAT(ErrorOf({"run", "--host", "no such host", "--", "x"}), HasSubstr("does not resolve"));
  EXPECT_THAT(ErrorOf({"run", "--tolerance", "x", "--", "x"}),
              HasSubstr("\"x\" is not a number of bytes"));
  EXPECT_THAT(ErrorOf({"run", "--expect-cache", "big", "--", "x"}), HasSubstr("\"big\""));
  EXPECT_THAT(ErrorOf({"run", "-t", "soon", "--", "x"}), HasSubstr("\"soon\" is not a time"));
  EXPECT_THAT(ErrorOf({"run", "-H", "novalue", "--", "x"}),
              HasSubstr("\"novalue\" is not a header"));
  EXPECT_THAT(ErrorOf({"run", "--with", "a 'b", "--", "x"}), HasSubstr("not closed"));
  EXPECT_THAT(ErrorOf({"run", "-p", "/no/such/file", "--", "x"}), HasSubstr("/no/such/file"));
  EXPECT_THAT(ErrorOf({"run", "-k", "--close", "--", "x"}), HasSubstr("--close"));
  EXPECT_THAT(ErrorOf({"load"}), HasSubstr("URL"));
  EXPECT_THAT(ErrorOf({"load", "ftp://x/"}), HasSubstr("ftp://x/"));
  EXPECT_THAT(ErrorOf({"load", "http://x/", "--", "y"}), HasSubstr("take a command"));
  EXPECT_THAT(ErrorOf({"watch"}), HasSubstr("--pid"));
  EXPECT_THAT(ErrorOf({"watch", "--pid", "me"}), HasSubstr("\"me\""));
}

TEST(ParseOptions, WatchesAProcessOrReadsATable) {
  const Result<Options> options = Parse({"watch", "--csv", "-", "--x", "ops", "--y", "3"});
  ASSERT_TRUE(options) << options.error().message;
  const WatchOptions& watch = std::get<WatchOptions>(*options);
  EXPECT_EQ(watch.csv, "-");
  EXPECT_EQ(watch.columns.x, "ops");
  EXPECT_EQ(watch.columns.y, "3");
  EXPECT_THAT(ErrorOf({"watch", "--pid", "7", "--csv", "f"}), HasSubstr("choose one"));
  EXPECT_THAT(ErrorOf({"watch", "--pid", "7", "--x", "ops"}), HasSubstr("--csv"));
  EXPECT_THAT(ErrorOf({"watch", "--csv", "f", "-t", "3s"}), HasSubstr("--time"));
  EXPECT_THAT(ErrorOf({"watch", "--csv", "f", "--openmetrics", "m.prom"}),
              HasSubstr("--openmetrics"));
}

TEST(ParseOptions, WatchesACommandForAsLongAsItRuns) {
  const Result<Options> options = Parse({"watch", "--openmetrics", "m.prom", "--", "node", "-t"});
  ASSERT_TRUE(options) << options.error().message;
  const WatchOptions& watch = std::get<WatchOptions>(*options);
  EXPECT_THAT(watch.plan.command, ElementsAre("node", "-t"));
  EXPECT_EQ(watch.plan.time_max, milliseconds(0));
  EXPECT_EQ(watch.openmetrics, "m.prom");
  const Result<Options> bounded = Parse({"watch", "-t", "3s", "node", "server.js"});
  ASSERT_TRUE(bounded) << bounded.error().message;
  EXPECT_EQ(std::get<WatchOptions>(*bounded).plan.time_max, milliseconds(3000));
  EXPECT_THAT(ErrorOf({"watch", "--pid", "7", "--", "node"}), HasSubstr("choose one"));
  EXPECT_THAT(ErrorOf({"watch", "4711"}), HasSubstr("did you mean --pid 4711?"));
  EXPECT_THAT(ErrorOf({"watch", "--tiem", "3s", "node"}), HasSubstr("did you mean --time?"));
  EXPECT_THAT(ErrorOf({"watch", "--", "node", "--port", "{port}"}), HasSubstr("no {port}"));
}

TEST(ParseOptions, TellsAStepByItselfOnlyOfWhatDroveTraffic) {
  EXPECT_TRUE(ParseRun({"--", "x"}).outputs.reports.step_summary);
  const Result<Options> hunt = Parse({"hunt", "--", "x"});
  ASSERT_TRUE(hunt) << hunt.error().message;
  EXPECT_TRUE(std::get<HuntOptions>(*hunt).reports.step_summary);
  const Result<Options> watch = Parse({"watch", "--pid", "7", "--markdown", "m.md"});
  ASSERT_TRUE(watch) << watch.error().message;
  EXPECT_EQ(std::get<WatchOptions>(*watch).outputs.reports.markdown, "m.md");
  EXPECT_FALSE(std::get<WatchOptions>(*watch).outputs.reports.step_summary);
  const Result<Options> report = Parse({"report", "r.json"});
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_FALSE(std::get<ReportOptions>(*report).outputs.reports.step_summary);
}

TEST(ParseOptions, ExaminesTheMachineOrACommandToo) {
  const Result<Options> machine = Parse({"doctor", "--json", "d.json"});
  ASSERT_TRUE(machine) << machine.error().message;
  EXPECT_EQ(std::get<DoctorOptions>(*machine).json, "d.json");
  EXPECT_TRUE(std::get<DoctorOptions>(*machine).command.empty());
  const Result<Options> command = Parse({"doctor", "--", "node", "--json"});
  ASSERT_TRUE(command) << command.error().message;
  EXPECT_THAT(std::get<DoctorOptions>(*command).command, ElementsAre("node", "--json"));
  EXPECT_THAT(ErrorOf({"doctor", "--jsno"}), HasSubstr("did you mean --json?"));
}

TEST(ParseOptions, TakesRecordedRuns) {
  const Result<Options> analyze = Parse({"analyze", "r.json", "--tolerance", "3"});
  ASSERT_TRUE(analyze) << analyze.error().message;
  EXPECT_EQ(std::get<AnalyzeOptions>(*analyze).file, "r.json");
  EXPECT_EQ(std::get<AnalyzeOptions>(*analyze).tolerance, 3);
  const Result<Options> compare = Parse({"compare", "a.json", "-", "--json", "c.json"});
  ASSERT_TRUE(compare) << compare.error().message;
  EXPECT_EQ(std::get<CompareOptions>(*compare).base, "a.json");
  EXPECT_EQ(std::get<CompareOptions>(*compare).changed, "-");
  EXPECT_EQ(std::get<CompareOptions>(*compare).json, "c.json");
  EXPECT_EQ(ParseRun({"--baseline", "b.json", "--", "x"}).baseline, "b.json");
  EXPECT_THAT(ErrorOf({"analyze"}), HasSubstr("RUN.json"));
  EXPECT_THAT(ErrorOf({"compare", "a.json"}), HasSubstr("NEW.json"));
  EXPECT_THAT(ErrorOf({"compare", "-", "-"}), HasSubstr("standard input"));
  EXPECT_THAT(ErrorOf({"analyze", "r.json", "--tolerance", "0"}), HasSubstr("\"0\""));
}

TEST(ParseOptions, ListsAllOptionsOnlyWhenAskedTo) {
  const auto help = [](const char* flag) {
    return std::get<PrintText>(*Parse({"run", flag})).text;
  };
  EXPECT_EQ(help("--help").find("--sni"), std::string::npos);
  EXPECT_NE(help("--help").find("--help-all"), std::string::npos);
  EXPECT_NE(help("--help-all").find("--sni"), std::string::npos);
}

TEST(ParseOptions, HasHelpThatFitsAScreenForEveryCommand) {
  for (const auto& words : std::vector<std::vector<const char*>>{{"--help"},
                                                                 {"run", "--help"},
                                                                 {"hunt", "--help"},
                                                                 {"load", "--help"},
                                                                 {"watch", "--help"},
                                                                 {"analyze", "--help"},
                                                                 {"compare", "--help"},
                                                                 {"doctor", "--help"}}) {
    const Result<Options> options = Parse(words);
    ASSERT_TRUE(options);
    const std::string& help = std::get<PrintText>(*options).text;
    EXPECT_LE(std::count(help.begin(), help.end(), '\n'), 40) << help;
    size_t longest = 0, line = 0;
    for (const char c : help) {
      line = c == '\n' ? 0 : line + 1;
      longest = std::max(longest, line);
    }
    EXPECT_LE(longest, 100u) << help;
    EXPECT_THAT(help, HasSubstr("Usage")) << help;
    const std::string name = words[0];
    const bool starts = name == "run" || name == "hunt" || name == "watch" || name == "doctor";
    EXPECT_EQ(help.find("[--] COMMAND [ARG ...]") != std::string::npos, starts) << help;
  }
}

TEST(ParseOptions, PrintsItsVersion) {
  const Result<Options> options = Parse({"--version"});
  ASSERT_TRUE(options);
  EXPECT_EQ(std::get<PrintText>(*options).text, std::string("seep ") + Version() + "\n");
}

}  // namespace
}  // namespace seep
