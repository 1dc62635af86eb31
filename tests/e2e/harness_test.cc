// The harness itself: what it would take for granted in every other test.

#include <gtest/gtest.h>
#include <signal.h>

#include "e2e/command.h"
#include "e2e/fixture.h"
#include "e2e/processes.h"

namespace seep::e2e {
namespace {

TEST(Harness, SeesOutputStatusAndSignals) {
  const Finished end = RunCommand({"sh", "-c", "echo out; echo err >&2; exit 7"});
  EXPECT_EQ(end.status, 7);
  EXPECT_EQ(end.out, "out\n");
  EXPECT_EQ(end.err, "err\n");
  EXPECT_EQ(RunCommand({"sh", "-c", "kill -9 $$"}).status, -SIGKILL);
  EXPECT_EQ(RunCommand({"/nonexistent"}).status, 127);
}

TEST(Harness, EndsWhatDoesNotEnd) {
  const Finished end = RunCommand({"sleep", "1000"}, {}, milliseconds(50));
  EXPECT_TRUE(end.timed_out);
  EXPECT_EQ(end.status, -SIGKILL);
}

TEST(Harness, FindsDaemonsAndListenersAndEndsThemWithTheCommand) {
  uint16_t port = 0;
  {
    Command daemon({Program("rogue"), "--mode", "daemon", "--port", "0"});
    EXPECT_EQ(daemon.Wait().status, 0);
    port = static_cast<uint16_t>(std::stoul(daemon.Out().substr(daemon.Out().rfind(':') + 1)));
    EXPECT_TRUE(Eventually([&] { return daemon.Processes().size() == 1; }));
    EXPECT_TRUE(Listening(port));
  }
  EXPECT_FALSE(Listening(port));
}

}  // namespace
}  // namespace seep::e2e
