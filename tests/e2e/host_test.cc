// Servers that listen elsewhere than on 127.0.0.1.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/seep_run.h"

namespace seep::e2e {
namespace {

using testing::HasSubstr;

const Words kServer = {"--", Program("leaky"), "--host", "::1", "--port", "{port}"};

Words RunWords(Words options) {
  options.insert(options.begin(), "run");
  options.insert(options.end(), kServer.begin(), kServer.end());
  return options;
}

TEST(Host, DrivesAServerThatListensOnIpv6Only) {
  const Recorded run = RunSeepRecorded(RunWords({"--host", "::1", "-n", "300"}));
  EXPECT_EQ(run.json["load"]["answers"], 300) << run.end.err;
  EXPECT_EQ(run.json["plan"]["host"], "::1");
}

TEST(Host, IsNamedWhereItWouldHelp) {
  const Finished end = RunSeep(RunWords({"--ready-timeout", "500ms"}));
  EXPECT_EQ(end.status, kRunFailed);
  EXPECT_THAT(OneLine(end.err), HasSubstr("add --host ::1"));
}

TEST(Host, IsInTheUrlOfALoadCommand) {
  const Recorded run = RunSeepRecorded(
      RunWords({"--host", "::1", "-n", "20", "--load", Program("seep") + " load -q -n {n} {url}"}));
  EXPECT_GT(run.json["load"]["answers"], 0) << run.end.err;
}

}  // namespace
}  // namespace seep::e2e
