// What a person gets wrong: one line on standard error that names it, the right exit status, at
// once, and nothing left running.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <ostream>

#include "e2e/seep_run.h"
#include "fixtures/server.h"

namespace seep::e2e {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// `names`: words that the line has to hold.
void ExpectOneLine(const Finished& end, int status, const Words& names) {
  EXPECT_EQ(end.status, status) << end.out << end.err;
  EXPECT_THAT(end.err, StartsWith("seep: "));
  EXPECT_EQ(std::count(end.err.begin(), end.err.end(), '\n'), 1) << end.err;
  for (const std::string& name : names) EXPECT_THAT(end.err, HasSubstr(name));
  EXPECT_LT(end.seconds, kSoonSeconds);
}

// A run that the server or the machine made fail is reported as a verdict is.
void ExpectFailedRun(const Finished& end, const std::string& name) {
  EXPECT_EQ(end.status, kRunFailed) << end.out << end.err;
  EXPECT_THAT(end.err, StartsWith("FAILED  "));
  EXPECT_THAT(OneLine(end.err), HasSubstr(name));
  EXPECT_LT(end.seconds, kSoonSeconds);
}

UniqueFd HeldPort() {
  Result<UniqueFd> listener = fixtures::Listen(0);
  EXPECT_TRUE(listener);
  return std::move(*listener);
}

std::string FreePortText() { return std::to_string(fixtures::PortOf(HeldPort())); }

const Words kServer = {"--", Program("leaky")};

Words RunWords(Words options, const Words& command = kServer) {
  options.insert(options.begin(), "run");
  options.insert(options.end(), command.begin(), command.end());
  return options;
}

TEST(BadInput, AnUnknownFlagIsNamed) {
  ExpectOneLine(RunSeep(RunWords({"--frobnicate"})), kUsage, {"--frobnicate"});
}

TEST(BadInput, AnUnknownCommandIsNamed) {
  ExpectOneLine(RunSeep({"frobnicate"}), kUsage, {"frobnicate"});
}

TEST(BadInput, NoArgumentsAtAllPointToTheHelp) {
  const Finished end = RunSeep({});
  EXPECT_EQ(end.status, kUsage);
  EXPECT_THAT(end.out + end.err, HasSubstr("--help"));
  EXPECT_LT(end.seconds, kSoonSeconds);
}

TEST(BadInput, ARunWithoutACommandSaysThatOneIsNeeded) {
  ExpectOneLine(RunSeep({"run"}), kUsage, {"command"});
  ExpectOneLine(RunSeep({"run", "--"}), kUsage, {"command"});
}

TEST(BadInput, ACommandThatIsNotThereIsNamed) {
  ExpectOneLine(RunSeep(RunWords({}, {"--", "/nonexistent/server"})), kUsage,
                {"/nonexistent/server", "no such file"});
  ExpectOneLine(RunSeep(RunWords({}, {"--", "no-such-server-anywhere"})), kUsage,
                {"no-such-server-anywhere"});
}

TEST(BadInput, ACommandThatMayNotBeExecutedIsNamed) {
  const ScratchDirectory directory;
  const std::string file = directory.path() / "server";
  std::ofstream(file) << "not a program";
  ExpectOneLine(RunSeep(RunWords({}, {"--", file})), kUsage, {file, "may not be executed"});
}

TEST(BadInput, APortThatSomebodyHoldsIsNamed) {
  const UniqueFd held = HeldPort();
  const std::string port = std::to_string(fixtures::PortOf(held));
  ExpectFailedRun(RunSeep(RunWords({"--port", port})), port);
}

TEST(BadInput, AnAddressThatDoesNotAnswerIsNamed) {
  const std::string port = FreePortText();
  ExpectOneLine(RunSeep({"load", "http://127.0.0.1:" + port + "/"}), kRunFailed, {port, "refused"});
}

TEST(BadInput, AUrlThatIsNoneIsNamed) {
  ExpectOneLine(RunSeep({"load", "ftp://127.0.0.1/"}), kUsage, {"ftp://127.0.0.1/"});
  ExpectOneLine(RunSeep({"load", "http://127.0.0.1:99999/"}), kUsage, {"99999"});
  ExpectOneLine(RunSeep({"load"}), kUsage, {"URL"});
}

TEST(BadInput, AnOutputFileThatCannotBeWrittenIsFoundBeforeTheRun) {
  const Finished end = RunSeep(RunWords({"--json", "/nonexistent/x.json"}));
  ExpectOneLine(end, kUsage, {"/nonexistent/x.json"});
  EXPECT_THAT(end.out, testing::Not(HasSubstr("CLEAN")));
}

TEST(BadInput, ABodyFileThatIsNotThereIsNamed) {
  ExpectOneLine(RunSeep(RunWords({"-p", "/nonexistent/body"})), kUsage, {"/nonexistent/body"});
}

struct BadNumber {
  const char* flag;
  const char* value;
  const char* name;  // the flag's, as the message gives it
};
std::ostream& operator<<(std::ostream& out, const BadNumber& shown) {
  return out << shown.flag << ' ' << shown.value;
}
class BadNumberTest : public testing::TestWithParam<BadNumber> {};

TEST_P(BadNumberTest, IsNamedWithItsFlag) {
  const auto& [flag, value, name] = GetParam();
  ExpectOneLine(RunSeep(RunWords({flag, value})), kUsage, {name, value});
}

INSTANTIATE_TEST_SUITE_P(
    BadInput, BadNumberTest,
    testing::Values(BadNumber{"-c", "0", "--connections"}, BadNumber{"-n", "-5", "-n: "},
                    BadNumber{"-n", "many", "-n: "}, BadNumber{"--tolerance", "x", "--tolerance"},
                    BadNumber{"--tolerance", "-1", "--tolerance"},
                    BadNumber{"--time", "soon", "--time"}, BadNumber{"--port", "70000", "--port"},
                    BadNumber{"--ready-timeout", "-1s", "--ready-timeout"}));

TEST(BadInput, AMistakeInSeepTomlIsNamedWithItsPlace) {
  const ScratchDirectory directory;
  const std::string file = directory.path() / "seep.toml";
  std::ofstream(file) << "[server.web]\ncommand = ['" << Program("leaky") << "']\npth = '/'\n";
  for (const Words& words : {Words{"test", "--config", file}, {"run", "--config", file, "web"}})
    ExpectOneLine(RunSeep(words), kUsage, {file + ":3:1: pth: ", "did you mean path?"});
  ExpectOneLine(RunSeep({"run", "--config", file, "wev"}), kUsage, {"wev", "which has web"});
}

TEST(BadInput, ASeepTomlThatIsNotThereIsNamed) {
  ExpectOneLine(RunSeep({"test", "--config", "/nonexistent/seep.toml"}), kUsage,
                {"/nonexistent/seep.toml"});
}

TEST(BadInput, AServerThatAnswersNonsenseIsReportedAsThat) {
  const Finished end = RunSeep(RunWords({}, {"--", Program("rogue"), "--mode", "garbage"}));
  ExpectFailedRun(end, "HTTP");
}

TEST(BadInput, ALoadOnAServerThatAnswersNonsenseFails) {
  Fixture rogue("rogue", {"--mode", "garbage"});
  const Finished end =
      RunSeep({"load", "-n", "10", "http://127.0.0.1:" + std::to_string(rogue.port()) + "/"});
  EXPECT_EQ(end.status, kRunFailed);
  EXPECT_THAT(end.err, StartsWith("seep: "));
  EXPECT_THAT(end.err, HasSubstr("HTTP"));
}

TEST(BadInput, AProcessThatIsNotThereIsNamed) {
  // One past the highest that Linux gives out (proc(5), pid_max).
  ExpectOneLine(RunSeep({"watch", "--pid", "4194304"}), kUsage, {"4194304"});
}

}  // namespace
}  // namespace seep::e2e
