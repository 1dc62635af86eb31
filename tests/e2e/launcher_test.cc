// Servers that another program starts, as another user or with another environment.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "e2e/seep_run.h"

namespace seep::e2e {
namespace {

using testing::Contains;
using testing::HasSubstr;

Recorded RunBehind(Words words) {
  words.insert(words.begin(), {"run", "-n", "500", "--"});
  words.insert(words.end(), {Program("leaky"), "--port", "{port}"});
  return RunSeepRecorded(words);
}

// The live heap of the server, and of no more than its launcher beside it.
void ExpectCounted(const Recorded& run) {
  EXPECT_EQ(run.json["load"]["answers"], 500) << run.end.err;
  EXPECT_NE(MeterOf(run.json, "live_heap"), nullptr) << run.json["heap_note"];
  EXPECT_TRUE(run.json["warnings"].empty()) << run.json["warnings"];
}

TEST(Launcher, SetprivAndRunuserOfRootKeepWhatCountsInTheServer) {
  if (kSanitized) GTEST_SKIP() << "nothing is counted in a server with a sanitizer";
  if (::geteuid() != 0) GTEST_SKIP() << "only root becomes another user";
  ExpectCounted(RunBehind({"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"}));
  ExpectCounted(RunBehind({"runuser", "-u", "nobody", "--"}));
}

TEST(Launcher, ThatClearsTheEnvironmentIsNamedWithWhatToTypeInstead) {
  const Recorded run = RunBehind({"env", "-i"});
  EXPECT_EQ(run.json["load"]["answers"], 500) << run.end.err;
  EXPECT_THAT(run.json["warnings"],
              Contains(HasSubstr("env starts the server without the variables by which Seep reads "
                                 "its heap: use env " +
                                 Program("leaky") + " --port")));
}

TEST(Launcher, OfAnotherUserIsRefusedToAUser) {
  if (::geteuid() == 0) {
    const Finished end = RunCommand({"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                                     Program("seep"), "run", "sudo", "-u", "www", "server"});
    EXPECT_EQ(end.status, kUsage) << end.out;
    EXPECT_THAT(OneLine(end.err),
                HasSubstr("Have sudo start Seep, and Seep the server: sudo -u www seep "
                          "run -- server"));
    return;
  }
  EXPECT_EQ(RunSeep({"run", "sudo", "-u", "www", "server"}).status, kUsage);
}

}  // namespace
}  // namespace seep::e2e
