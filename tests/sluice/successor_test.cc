// The process that is to replace this one, as it is started.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <array>
#include <string>

#include "sluice/handover.h"

namespace sluice {
namespace {

TEST(Successor, IsNotEndedByASignalBeforeItWaitsForThem) {
  sigset_t hang_up;
  sigemptyset(&hang_up);
  sigaddset(&hang_up, SIGHUP);
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, &hang_up, &before);
  std::string shell = "sh";
  std::string option = "-c";
  std::string script = "kill -HUP $$; exit 7";
  const std::array<char*, 4> argv = {shell.data(), option.data(), script.data(), nullptr};
  const auto pid = StartSuccessor(argv.data(), {});
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  ASSERT_TRUE(pid);
  int status = 0;
  ASSERT_EQ(::waitpid(*pid, &status, 0), *pid);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 7) << status;
}

}  // namespace
}  // namespace sluice
