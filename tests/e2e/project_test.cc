// The servers of a seep.toml, tested one after the other.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "e2e/seep_run.h"

namespace seep::e2e {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class ProjectTest : public testing::Test {
 protected:
  void SetUp() override {
    if (kSanitized) GTEST_SKIP() << "a sanitizer's heap is not counted";
  }

  std::string Path(const std::string& name) const { return folder_.path() / name; }

  std::string Text(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(Path(name)).rdbuf();
    return text.str();
  }

  // A server below [server.NAME]. -n bounds the runs, so that their lengths are the same whatever
  // the machine does.
  static std::string Leaky(const std::string& name, const std::string& leak,
                           const std::string& more = "") {
    return "[server." + name + "]\ncommand = \"" + Program("leaky") + " --leak " + leak + "\"\n" +
           more;
  }

  void Write(const std::string& servers) const {
    std::ofstream(Path("seep.toml"))
        << "[defaults]\nrequests = 60000\ntime = '60s'\nno-sites = true\n"
        << servers;
  }

  Finished Test(Words words) const {
    words.insert(words.begin(), {"test", "--config", Path("seep.toml")});
    return RunSeep(words);
  }

 private:
  ScratchDirectory folder_;
};

const std::string kNone = "none";
const std::string kSmall = "request --bytes 64";
const std::string kLarge = "request --bytes 256";

TEST_F(ProjectTest, OneReportHasAllServersAndTheWorstDecides) {
  Write(Leaky("web", kNone) + Leaky("api", kLarge) + Leaky("old", kSmall, "expect = 'leak'\n"));
  const Finished end = Test({"--junit", Path("seep.xml")});
  EXPECT_EQ(end.status, kLeak) << end.out << end.err;
  EXPECT_THAT(end.out, AllOf(ContainsRegex("^1/3  web  passed  CLEAN  [0-9.]+ s\n"
                                           "2/3  api  failed  LEAK  [0-9.]+ s\n"
                                           "3/3  old  passed  LEAK  [0-9.]+ s\n"),
                             ContainsRegex("\nserver +result +verdict +growth of each\n"
                                           "web +passed +CLEAN +live heap [^\n]*\n"
                                           "api +failed +LEAK +live heap \\+2[^\n]*\n"
                                           "old +passed +LEAK +live heap \\+[^\n]*\n"),
                             HasSubstr("\n2 passed, 1 failed\n")));
  const std::string junit = Text("seep.xml");
  EXPECT_THAT(junit,
              AllOf(HasSubstr("<testsuite name=\"web\""), HasSubstr("<testsuite name=\"api\""),
                    HasSubstr("<testsuite name=\"old\""), HasSubstr("errors=\"0\"")));
  const size_t old = junit.find("<testsuite name=\"old\"");
  EXPECT_THAT(junit.substr(0, old), HasSubstr("<failure type=\"LEAK\""));
  EXPECT_THAT(junit.substr(old), Not(HasSubstr("<failure")));
}

TEST_F(ProjectTest, ALeakThatIsExpectedPassesAndOneThatIsMissingFails) {
  Write(Leaky("old", kSmall, "expect = 'leak'\n") + Leaky("fixed", kNone, "expect = 'leak'\n"));
  const Finished old = Test({"-q", "old"});
  EXPECT_EQ(old.status, kClean) << old.out << old.err;
  EXPECT_EQ(old.out, "");
  const Finished fixed = Test({"fixed"});
  EXPECT_EQ(fixed.status, kLeak) << fixed.out << fixed.err;
  EXPECT_THAT(fixed.out, ContainsRegex("\nCLEAN  fixed: no leak above [^\n]*\n(  +[^\n]*\n)?"
                                       "  expect    a leak, and there is none\n"));
}

TEST_F(ProjectTest, EndsAtTheFirstThatFailsWhereAsked) {
  Write(Leaky("api", kLarge) + Leaky("web", kNone));
  const Finished end = Test({"--fail-fast"});
  EXPECT_EQ(end.status, kLeak) << end.out << end.err;
  EXPECT_THAT(end.out, AllOf(HasSubstr("\n1 failed, not run: web\n"), Not(HasSubstr("2/2"))));
}

TEST_F(ProjectTest, ABaselineIsWrittenAndThenALargerLeakIsWorse) {
  const std::string baseline = "baseline = 'api.json'\n";
  Write(Leaky("api", kSmall, baseline));
  const Finished missing = Test({});
  EXPECT_EQ(missing.status, kUsage);
  EXPECT_THAT(missing.err, AllOf(HasSubstr("api.json"), HasSubstr("--update-baselines")));
  const Finished written = Test({"--update-baselines"});
  EXPECT_EQ(written.status, kClean) << written.out << written.err;
  const Finished same = Test({});
  EXPECT_EQ(same.status, kClean) << same.out << same.err;
  EXPECT_THAT(same.out, HasSubstr("\n  baseline  it leaks as the baseline does"));
  Write(Leaky("api", kLarge, baseline));
  const Finished worse = Test({});
  EXPECT_EQ(worse.status, kLeak) << worse.out << worse.err;
}

TEST_F(ProjectTest, AServerThatDoesNotStartFailsAndTheOthersAreRun) {
  Write("[server.gone]\ncommand = '/nonexistent/server'\n" + Leaky("web", kNone));
  const Finished end = Test({});
  EXPECT_EQ(end.status, kRunFailed) << end.out << end.err;
  EXPECT_THAT(end.out,
              AllOf(HasSubstr("1/2  gone  failed  FAILED"), HasSubstr("2/2  web  passed")));
  EXPECT_THAT(OneLine(end.out), HasSubstr("FAILED gone: cannot start /nonexistent/server"));
}

TEST_F(ProjectTest, AHuntedServerHasALineForEachShape) {
  Write(Leaky("api", kNone, "time = '8s'\nshapes = ['keep-alive', 'close']\n"));
  const Finished end = Test({"--junit", Path("seep.xml")});
  EXPECT_THAT(end.status, testing::AnyOf(kClean, kInconclusive)) << end.out << end.err;
  EXPECT_THAT(end.out, AllOf(ContainsRegex("\napi keep-alive +(passed|undecided) "),
                             ContainsRegex("\napi close +(passed|undecided) ")));
  EXPECT_THAT(Text("seep.xml"), AllOf(HasSubstr("<testsuite name=\"api keep-alive\""),
                                      HasSubstr("<testsuite name=\"api close\"")));
}

TEST_F(ProjectTest, AServerRunsInItsFolderAndTheCommandLineWins) {
  std::filesystem::create_directory(Path("web"));
  Write(
      "[server.web]\ncwd = 'web'\nenv = { GREETING = 'hello' }\npath = '/a'\n"
      "command = ['sh', '-c', 'echo $GREETING from $PWD; exec " +
      Program("leaky") + "']\n");
  const Recorded run =
      RunSeepRecorded({"run", "--config", Path("seep.toml"), "web", "-n", "500", "--path", "/b"});
  const nlohmann::json& plan = run.json["plan"];
  EXPECT_EQ(plan["requests_max"], 500) << run.end.err;
  EXPECT_EQ(plan["request"]["target"], "/b");
  EXPECT_EQ(plan["time_max_seconds"], 60);
  EXPECT_THAT(run.json["target"]["output_tail"].get<std::string>(),
              HasSubstr("hello from " + Path("web")));
}

}  // namespace
}  // namespace seep::e2e
