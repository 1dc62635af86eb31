// Traffic by somebody else's generator: servers that do not speak HTTP.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "e2e/seep_run.h"

namespace seep::e2e {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

bool Installed(const std::string& program) {
  return RunCommand({program, "--version"}).status == 0;
}

Recorded DriveRedis(const std::string& test) {
  return RunSeepRecorded({"run", "--load", "redis-benchmark -p {port} -n {n} -c {c} -q -t " + test,
                          "--", "redis-server", "--port", "{port}", "--bind", "127.0.0.1", "--save",
                          "", "--appendonly", "no"});
}

TEST(LoadCommand, RedisKeepsNothingOfReads) {
  if (!Installed("redis-server")) GTEST_SKIP() << "redis-server is not installed";
  const Recorded run = DriveRedis("get");
  EXPECT_THAT(run.end.status, AnyOf(kClean, kInconclusive)) << run.end.out << run.end.err;
  EXPECT_EQ(run.json["load"]["errors"].size(), 0u) << run.json["load"].dump();
  EXPECT_GT(run.json["load"]["answers"], 5'000);
}

TEST(LoadCommand, RedisKeepsWhatIsPushedToAList) {
  if (!Installed("redis-server")) GTEST_SKIP() << "redis-server is not installed";
  const Recorded run = DriveRedis("lpush");
  EXPECT_EQ(run.end.status, kLeak) << run.end.out << run.end.err;
}

// PostgreSQL refuses to run as root.
class Postgres : public testing::Test {
 protected:
  void SetUp() override {
    const std::filesystem::path all = "/usr/lib/postgresql";
    if (!std::filesystem::exists(all)) GTEST_SKIP() << "postgresql is not installed";
    for (const auto& version : std::filesystem::directory_iterator(all))
      bin_ = version.path() / "bin";
    const passwd* user = ::getpwnam("postgres");
    if (user == nullptr || ::geteuid() != 0) GTEST_SKIP() << "needs root, and the user postgres";
    ASSERT_EQ(::chown(folder_.path().c_str(), user->pw_uid, user->pw_gid), 0);
    std::ofstream(folder_.path() / "select.sql") << "SELECT count(*) FROM pg_class;\n";
    const Finished made =
        RunCommand(AsPostgres({bin_ / "initdb", "-D", Data(), "-A", "trust", "--no-sync"}));
    ASSERT_EQ(made.status, 0) << made.out << made.err;
  }
  std::string Data() const { return folder_.path() / "data"; }
  static Words AsPostgres(const Words& command) {
    Words words = {"setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"};
    words.insert(words.end(), command.begin(), command.end());
    return words;
  }

  ScratchDirectory folder_;
  std::filesystem::path bin_;
};

TEST_F(Postgres, IsJudgedUnderPgbench) {
  const std::string script = folder_.path() / "select.sql";
  Words words = {
      "run", "--load",
      "pgbench -h 127.0.0.1 -p {port} -U postgres -n -f " + script + " -t {n} -c 1 postgres", "--"};
  const Words server = AsPostgres({bin_ / "postgres", "-D", Data(), "-p", "{port}", "-k", Data(),
                                   "-c", "listen_addresses=127.0.0.1", "-F"});
  words.insert(words.end(), server.begin(), server.end());
  const Recorded run = RunSeepRecorded(words);
  EXPECT_THAT(run.end.status, AnyOf(kClean, kInconclusive)) << run.end.out << run.end.err;
  EXPECT_EQ(run.json["load"]["errors"].size(), 0u) << run.json["load"].dump();
  EXPECT_GT(run.json["load"]["answers"], 500);
}

TEST(LoadCommand, ThatFailsFailsTheRunWithItsLastWords) {
  const Finished end =
      RunSeep({"run", "--load", "sh -c 'echo {n} of round {round} on {url}; exit 7'", "--",
               Program("leaky"), "--leak", "none"});
  EXPECT_EQ(end.status, kRunFailed) << end.out << end.err;
  EXPECT_THAT(end.err, HasSubstr("exited with status 7"));
  EXPECT_THAT(end.err, HasSubstr("4 of round 1 on http://127.0.0.1:"));
}

TEST(LoadCommand, ThatIsNotThereIsNamedBeforeTheServerStarts) {
  const Finished end =
      RunSeep({"run", "--load", "no-such-generator {port} {n}", "--", Program("leaky")});
  EXPECT_EQ(end.status, kUsage) << end.out << end.err;
  EXPECT_THAT(end.err, HasSubstr("no-such-generator"));
}

TEST(LoadCommand, ThatIsNotToldHowManyRequestsToSendIsRefused) {
  const Finished end = RunSeep({"run", "--load", "true {port}", "--", Program("leaky")});
  EXPECT_EQ(end.status, kUsage) << end.out << end.err;
  EXPECT_THAT(end.err, HasSubstr("-p {port} -n {n}"));
}

TEST(LoadCommand, IsNotForShapes) {
  const Finished end =
      RunSeep({"run", "--load", "true", "--shape", "close", "--", Program("leaky")});
  EXPECT_EQ(end.status, kUsage);
  EXPECT_THAT(end.err, HasSubstr("--shape"));
}

}  // namespace
}  // namespace seep::e2e
