#include "trial/leftover.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "base/temp_folder.h"

namespace seep {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(Leftover, IsAPlaceholderThatThereIsNotInTheCommand) {
  for (const char* word :
       {"{port10}", "--to=127.0.0.1:{port1}", "{Port2}", "{upstream2}", "{socket3}"}) {
    const Result<> checked = CheckLeftover({"proxy", word}, {});
    ASSERT_FALSE(checked) << word;
    EXPECT_EQ(checked.error().fault, Fault::kUser);
    EXPECT_THAT(checked.error().message, AllOf(HasSubstr(word), HasSubstr("{port2} … {port9}")));
  }
}

TEST(Leftover, IsNoneWhereBracesMeanSomethingElse) {
  for (const char* word :
       {"{port}", "{port2}{port9}", "{upstream}", "{socket}", "${PORT}", "${port3x}",
        "{\"port\": {port2}}", "awk {print $1}", "{port", "{export2}", "{n}"}) {
    EXPECT_TRUE(CheckLeftover({"server", word}, {})) << word;
  }
}

TEST(Leftover, IsAPlaceholderBesideTheCommandThatItIsNotTold) {
  const NamedTexts beside = {{"proxy.conf", "server 127.0.0.1:{port2};"}};
  const Result<> checked = CheckLeftover({"proxy", "-c", "proxy.conf"}, beside);
  ASSERT_FALSE(checked);
  EXPECT_THAT(checked.error().message, HasSubstr("proxy.conf has {port2}"));
  EXPECT_TRUE(CheckLeftover({"fill-in", "proxy.conf", "{port2}"}, beside))
      << "the command may put it in";
  EXPECT_TRUE(CheckLeftover({"proxy"}, {{"a.conf", "http { log \"{port}\"; }"}}));
}

TEST(Leftover, IsLookedForInConfigurationsThatTheCommandNames) {
  const auto folder = TempFolder::Create();
  ASSERT_TRUE(folder);
  const auto write = [&](const std::string& name) {
    std::string path = folder->path() + "/" + name;
    std::ofstream(path) << "{port2}";
    return path;
  };
  const std::string conf = write("a.conf");
  const std::string yaml = write("b.yaml");
  const std::string program = write("c.py");  // f"{port2}"
  const NamedTexts found =
      ConfigurationsOf({"server", "-c", conf, "--config=" + yaml, program, "/no/such.conf"});
  EXPECT_THAT(found,
              testing::ElementsAre(testing::Pair(conf, "{port2}"), testing::Pair(yaml, "{port2}")));
  Plan plan;
  plan.command = {"server", "-c", conf};
  EXPECT_FALSE(CheckLeftover(plan));
  plan.command = {"server", "-c", conf, "{port2}"};
  EXPECT_TRUE(CheckLeftover(plan));
  plan.helpers = {{"backend", yaml}};
  EXPECT_FALSE(CheckLeftover(plan));
}

TEST(Leftover, IsLookedForInVariables) {
  ASSERT_EQ(::setenv("SEEP_TEST_BACKEND", "http://127.0.0.1:{port2}", 1), 0);
  Plan plan;
  plan.command = {"proxy"};
  const Result<> checked = CheckLeftover(plan);
  ::unsetenv("SEEP_TEST_BACKEND");
  ASSERT_FALSE(checked);
  EXPECT_THAT(checked.error().message, HasSubstr("the variable SEEP_TEST_BACKEND has {port2}"));
  EXPECT_TRUE(CheckLeftover(plan));
}

}  // namespace
}  // namespace seep
