#include "process/launcher.h"

#include <gtest/gtest.h>

#include "base/shell_line.h"

namespace seep {
namespace {

using Words = std::vector<std::string>;

// What to type instead; "kept" where the environment is.
std::string Instead(const Words& command, bool root = true) {
  const auto launcher = FindClearingLauncher(command, root);
  return launcher ? ShellLine(launcher->instead) : "kept";
}

TEST(FindClearingLauncher, PutsRunuserInThePlaceOfSudoForRoot) {
  EXPECT_EQ(Instead({"sudo", "-u", "www", "server", "-u", "x"}), "runuser -u www -- server -u x");
  EXPECT_EQ(Instead({"/usr/bin/sudo", "-nu", "www", "--", "server"}), "runuser -u www -- server");
  EXPECT_EQ(Instead({"sudo", "--user=www", "-E", "server"}), "runuser -u www -- server");
  EXPECT_EQ(Instead({"sudo", "--user", "www", "server"}), "runuser -u www -- server");
  EXPECT_EQ(Instead({"doas", "-uwww", "server"}), "runuser -u www -- server");
  EXPECT_EQ(Instead({"sudo", "-g", "adm", "server"}), "server");
  EXPECT_EQ(Instead({"sudo", "-u", "www", "A=1", "server"}), "runuser -u www -- env A=1 server");
}

TEST(FindClearingLauncher, HasAUserStartSeepByIt) {
  const auto launcher = FindClearingLauncher(Words{"sudo", "-u", "www", "server", "-l"}, false);
  ASSERT_TRUE(launcher);
  EXPECT_TRUE(launcher->another_user);
  EXPECT_EQ(ShellLine(launcher->instead), "sudo -u www seep run -- server -l");
  EXPECT_EQ(Instead({"su", "-c", "server", "www"}, false), "");
  EXPECT_EQ(Instead({"env", "-i", "server"}, false), "env server");
  EXPECT_EQ(Instead({"setpriv", "--no-new-privs", "server"}, false), "kept");
}

TEST(FindClearingLauncher, LeavesOutWhatClears) {
  EXPECT_EQ(Instead({"env", "-i", "PATH=/bin", "server"}), "env PATH=/bin server");
  EXPECT_EQ(Instead({"env", "-", "server"}), "env server");
  EXPECT_EQ(Instead({"env", "-iu", "X", "server"}), "env -u X server");
  EXPECT_EQ(Instead({"env", "--ignore-environment", "server"}), "env server");
  EXPECT_EQ(Instead({"su", "-", "www", "-c", "server"}), "su www -c server");
  EXPECT_EQ(Instead({"su", "-l", "-c", "server", "www"}), "su -c server www");
  EXPECT_EQ(Instead({"runuser", "-l", "www", "-c", "server"}), "runuser www -c server");
  EXPECT_EQ(Instead({"setpriv", "--reuid=33", "--reset-env", "server"}),
            "setpriv --reuid=33 server");
  EXPECT_EQ(Instead({"setpriv", "--reuid", "33", "--reset-env", "server"}),
            "setpriv --reuid 33 server");
}

TEST(FindClearingLauncher, HasNothingToSayOfThoseThatKeepTheEnvironment) {
  EXPECT_EQ(Instead({"runuser", "-u", "www", "--", "server", "-l"}), "kept");
  EXPECT_EQ(Instead({"setpriv", "--reuid=33", "server", "--reset-env"}), "kept");
  EXPECT_EQ(Instead({"su", "-c", "server -l", "www"}), "kept");
  EXPECT_EQ(Instead({"env", "A=1", "server", "-i"}), "kept");
  EXPECT_EQ(Instead({"server", "sudo"}), "kept");
  EXPECT_EQ(Instead({}), "kept");
}

TEST(FindClearingLauncher, TakesACommandThatEndsTooSoon) {
  for (const Words& command : {Words{"sudo"}, Words{"sudo", "-u"}, Words{"sudo", "--user"},
                               Words{"sudo", "--"}, Words{"env", "-i"}})
    EXPECT_TRUE(FindClearingLauncher(command, true)) << ShellLine(command);
}

}  // namespace
}  // namespace seep
