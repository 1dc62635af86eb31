#include "seep/project/project_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <ostream>

#include "base/temp_folder.h"

namespace seep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

Result<Project> Read(const std::string& text) { return ReadProject(text, "seep.toml", "/project"); }

Server Only(const std::string& text) {
  const Result<Project> project = Read(text);
  EXPECT_TRUE(project) << project.error().message;
  return project ? project->servers.front() : Server();
}

TEST(ReadProject, HasTheServersInTheOrderOfTheFile) {
  const Result<Project> project = Read(
      "[server.web]\ncommand = ['node', 'my server.js']\n"
      "[server.api]\ncommand = \"./api --name 'a b'\"\n");
  ASSERT_TRUE(project) << project.error().message;
  ASSERT_EQ(project->servers.size(), 2u);
  EXPECT_EQ(project->servers[0].name, "web");
  EXPECT_THAT(project->servers[0].command, ElementsAre("node", "my server.js"));
  EXPECT_EQ(project->servers[0].surroundings.folder, "/project");
  EXPECT_EQ(project->servers[1].name, "api");
  EXPECT_THAT(project->servers[1].command, ElementsAre("./api", "--name", "a b"));
  EXPECT_EQ(ServerList(std::vector{&project->servers[0], &project->servers[1]}),
            "web  run   node 'my server.js'\napi  run   ./api --name 'a b'\n");
}

TEST(ReadProject, TakesFromTheDefaultsWhatAServerDoesNotSay) {
  const Server server = Only(
      "[defaults]\ncommand = ['a']\nexpect = 'leak'\npath = '/a'\ntime = '9s'\n"
      "env = { A = 'defaults', B = 2 }\n"
      "[server.web]\npath = '/b'\nexpect = 'clean'\nenv = { A = 'own', C = true }\n");
  EXPECT_THAT(server.command, ElementsAre("a"));
  EXPECT_FALSE(server.leak_expected);
  EXPECT_THAT(server.surroundings.environment, ElementsAre(Pair("A", "defaults"), Pair("B", "2"),
                                                           Pair("A", "own"), Pair("C", "true")))
      << "the last one counts";
  ASSERT_EQ(server.settings.size(), 2u);
  EXPECT_EQ(server.settings[0].entry.key, "time");
  EXPECT_TRUE(server.settings[0].of_defaults);
  EXPECT_EQ(server.settings[1].entry.key, "path");
  EXPECT_EQ(std::get<std::string>(server.settings[1].entry.value.data), "/b");
}

TEST(ReadProject, HuntsWhereItIsAskedForOrShapesAreNamed) {
  const auto hunts = [](const std::string& own, const std::string& defaults = "") {
    return Only("[defaults]\n" + defaults + "\n[server.web]\ncommand = 'a'\n" + own).hunted;
  };
  EXPECT_FALSE(hunts(""));
  EXPECT_TRUE(hunts("hunt = true"));
  EXPECT_TRUE(hunts("shapes = ['close']"));
  EXPECT_TRUE(hunts("upstream-shapes = 'all'"));
  EXPECT_TRUE(hunts("", "hunt = true"));
  EXPECT_FALSE(hunts("hunt = false", "hunt = true"));
  EXPECT_FALSE(hunts("", "shapes = ['close']")) << "only says how those that are hunted are";
}

TEST(ReadProject, TakesACommandsFolderFromWhereTheFileIs) {
  const Result<TempFolder> folder = TempFolder::Create();
  ASSERT_TRUE(folder);
  const std::string web = folder->path() + "/web";
  std::filesystem::create_directory(web);
  const Result<Project> project =
      ReadProject("[server.a]\ncommand = 'x'\ncwd = 'web'\n", "seep.toml", folder->path());
  ASSERT_TRUE(project) << project.error().message;
  EXPECT_EQ(project->servers[0].surroundings.folder, web);
}

struct Mistake {
  const char* text;
  const char* message;  // the beginning of it
};
std::ostream& operator<<(std::ostream& out, const Mistake& shown) { return out << shown.message; }
class MistakeTest : public testing::TestWithParam<Mistake> {};

TEST_P(MistakeTest, IsNamedWithItsPlaceAndWhatToWrite) {
  const Result<Project> project = Read(GetParam().text);
  ASSERT_FALSE(project);
  EXPECT_EQ(project.error().fault, Fault::kUser);
  EXPECT_THAT(project.error().message, StartsWith(GetParam().message));
  EXPECT_THAT(project.error().message, Not(HasSubstr("\n")));
}

INSTANTIATE_TEST_SUITE_P(
    ReadProject, MistakeTest,
    testing::Values(
        Mistake{"[server.web]\ncommand = ['a'\npath = '/'\n", "seep.toml:3:1: "},
        Mistake{"",
                "seep.toml: there is no server in it: write [server.web], and below it command = "},
        Mistake{"[servers.web]\n",
                "seep.toml:1:2: servers: not expected here; did you mean server?"},
        Mistake{"path = '/'\n",
                "seep.toml:1:1: path: not expected here; keys stand below [defaults]"},
        Mistake{"server = 'web'\n",
                "seep.toml:1:1: server: has to be a table: write [server.NAME]"},
        Mistake{"[server]\n  command = 'a'\n", "seep.toml:2:3: command: stands below [server]"},
        Mistake{"defaults = 1\n", "seep.toml:1:1: defaults: has to be a table: write [defaults]"},
        Mistake{"[server.'my web']\ncommand = 'a'\n",
                "seep.toml:1:9: \"my web\" cannot be a server's"},
        Mistake{"[server.web]\n", "seep.toml:1:9: [server.web] has no command: write command = ["},
        Mistake{"[server.web]\n comand = 'a'\n",
                "seep.toml:2:2: comand: there is no such key; did you mean command?"},
        Mistake{"[server.web]\ncommand = []\n",
                "seep.toml:2:1: command: is a list of words: write"},
        Mistake{"[server.web]\ncommand = true\n", "seep.toml:2:1: command: is a list of words"},
        Mistake{"[server.web]\ncommand = \"a 'b\"\n", "seep.toml:2:1: command: \"a 'b\": a quote"},
        Mistake{"[server.web]\ncwd = 'no'\n",
                "seep.toml:2:1: cwd: there is no folder /project/no; it is relative to seep.toml"},
        Mistake{"[server.web]\ncwd = 1\n", "seep.toml:2:1: cwd: is a folder: write cwd = \"web\""},
        Mistake{"[server.web]\nenv = 'A=b'\n", "seep.toml:2:1: env: is a table: write env = {"},
        Mistake{"[server.web]\nenv = { A = [] }\n", "seep.toml:2:9: A: the value of a variable is"},
        Mistake{"[server.web]\nenv = { 'A=B' = '' }\n", "seep.toml:2:9: A=B: cannot be a variable"},
        Mistake{
            "[server.web]\nenv = { URL = 'x:{port2}/' }\n",
            "seep.toml:2:9: URL: {port… is replaced in commands only: write command = [\"env\", "
            "\"URL=x:{port2}/\", …]"},
        Mistake{"[server.web]\nexpect = 'leek'\n",
                "seep.toml:2:1: expect: is neither \"clean\" nor \"leak\""},
        Mistake{"[server.web]\nhunt = 'close'\n",
                "seep.toml:2:1: hunt: is true or false; some shapes"},
        Mistake{"[server.web]\ncommand = 'a'\nhunt = true\nexpect = 'leak'\n",
                "seep.toml:1:9: [server.web] is hunted, and expect = \"leak\" is of runs alone"},
        Mistake{"[server.web]\ncommand = 'a'\nbaseline = 'b'\nexpect = 'leak'\n",
                "seep.toml:1:9: [server.web] has expect = \"leak\" and a baseline"}));

TEST(FindServer, OfAnotherNameListsThoseThatThereAre) {
  const Result<Project> project =
      Read("[server.web]\ncommand = 'a'\n[server.api]\ncommand = 'a'\n");
  ASSERT_TRUE(project);
  EXPECT_EQ(FindServer(*project, "wev").error().message,
            "there is no server wev in seep.toml, which has web, api; did you mean web?");
  EXPECT_EQ((*FindServer(*project, "api"))->name, "api");
}

TEST(IsServerName, IsNoPathAndNoOption) {
  EXPECT_TRUE(IsServerName("web-2_b.c"));
  for (const char* name : {"", "-q", "./server", ".hidden", "a b", "bin/server"})
    EXPECT_FALSE(IsServerName(name)) << name;
}

}  // namespace
}  // namespace seep
