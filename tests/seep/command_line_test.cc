#include "seep/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <variant>

#include "seep/options.h"

namespace seep {
namespace {

using ::testing::ElementsAre;

TEST(WithoutSecrets, HidesPasswordsAndCookiesHoweverTheyAreGiven) {
  EXPECT_THAT(WithoutSecrets({"run", "-A", "me:secret", "--auth=me:secret", "-Pme:secret"}),
              ElementsAre("run", "-A", "…", "--auth=…", "-P…"));
  EXPECT_THAT(WithoutSecrets({"--cookie", "id=1", "-C", "id=2"}),
              ElementsAre("--cookie", "…", "-C", "…"));
  EXPECT_THAT(WithoutSecrets({"-H", "authorization: Bearer x", "--header=Cookie: id=1"}),
              ElementsAre("-H", "authorization: …", "--header=Cookie: …"));
}

TEST(WithoutSecrets, LeavesTheRestAndTheServersCommand) {
  EXPECT_THAT(WithoutSecrets({"-H", "Accept: */*", "-n", "5", "--", "server", "-A", "x"}),
              ElementsAre("-H", "Accept: */*", "-n", "5", "--", "server", "-A", "x"));
  EXPECT_THAT(WithoutSecrets({"run", "-A"}), ElementsAre("run", "-A"));
}

TEST(ParseOptions, KeepsTheCommandLineInThePlan) {
  const char* const words[] = {"/usr/bin/seep", "run", "-A", "a:b", "-n", "9", "--",
                               "node",          "s.js"};
  const Result<Options> options = ParseOptions(9, words);
  ASSERT_TRUE(options);
  EXPECT_THAT(std::get<RunOptions>(*options).plan.command_line,
              ElementsAre("seep", "run", "-A", "…", "-n", "9", "--", "node", "s.js"));
  const char* const hunt[] = {"seep", "hunt", "--", "node", "s.js"};
  EXPECT_THAT(std::get<HuntOptions>(*ParseOptions(5, hunt)).hunt.plan.command_line,
              ElementsAre("seep", "hunt", "--", "node", "s.js"));
}

}  // namespace
}  // namespace seep
