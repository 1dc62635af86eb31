// Watching a process that runs already, and a command that is started for it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <iterator>

#include "e2e/seep_run.h"

namespace seep::e2e {
namespace {

using testing::AnyOf;
using testing::Eq;
using testing::HasSubstr;

std::string Read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(Watch, ACommandIsWatchedUntilItEnds) {
  const Recorded watch = RunSeepRecorded({"watch", "--interval", "10ms", "--", "sleep", "0.5"});
  EXPECT_THAT(watch.end.status, AnyOf(Eq(kClean), Eq(kInconclusive))) << watch.end.err;
  EXPECT_GT(watch.json["rounds"].size(), 5u);
  EXPECT_EQ(watch.json["per"], "second");
  EXPECT_EQ(watch.json["plan"]["command"], nlohmann::json({"sleep", "0.5"}));
}

TEST(Watch, ACommandIsEndedWithItsTime) {
  const Finished end = RunSeep({"watch", "-t", "300ms", "--", "sleep", "1000"});
  EXPECT_THAT(end.status, AnyOf(Eq(kClean), Eq(kInconclusive))) << end.err;
}

TEST(Watch, ASignalEndsACommandAsItWouldEndIt) {
  const ScratchDirectory directory;
  const std::string json = directory.path() / "run.json";
  const std::string metrics = directory.path() / "seep.prom";
  Seep seep({"watch", "--json", json, "--openmetrics", metrics, "--interval", "5ms", "--",
             Program("leaky"), "--port", "0"});
  EXPECT_TRUE(Eventually([&] { return Read(metrics).find("seep_threads") != std::string::npos; }));
  seep.command().Signal(SIGTERM);
  const Finished end = seep.Wait();
  EXPECT_THAT(end.status, AnyOf(Eq(kClean), Eq(kInconclusive))) << end.err;
  EXPECT_TRUE(seep.Left().empty());
  const nlohmann::json run = nlohmann::json::parse(Read(json), nullptr, false);
  EXPECT_EQ(run["interrupted"], true);
  // leaky prints what it kept when it is ended by a signal.
  EXPECT_THAT(run["target"]["output_tail"].get<std::string>(), HasSubstr("\"requests\""));
}

TEST(Watch, ACommandThatFailsIsAFailure) {
  const Finished end =
      RunSeep({"watch", "--interval", "10ms", "--", "sh", "-c", "echo no room; sleep 0.3; exit 3"});
  EXPECT_EQ(end.status, kRunFailed) << end.out;
  EXPECT_THAT(OneLine(end.err), HasSubstr("the command exited with status 3 after 0 s"));
  EXPECT_THAT(OneLine(end.err), HasSubstr("no room"));
}

TEST(Watch, AMetricsFileThatCannotBeWrittenIsFoundBeforeTheWatch) {
  const Finished end =
      RunSeep({"watch", "--openmetrics", "/nonexistent/x.prom", "--", "sleep", "1000"});
  EXPECT_EQ(end.status, kUsage);
  EXPECT_THAT(end.err, HasSubstr("/nonexistent/x.prom"));
  EXPECT_LT(end.seconds, kSoonSeconds);
}

}  // namespace
}  // namespace seep::e2e
