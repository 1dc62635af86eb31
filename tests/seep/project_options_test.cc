// Servers of seep.toml on the command line: what the file says, and what the words say beside it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <ostream>

#include "base/temp_folder.h"
#include "seep/exit_code.h"
#include "seep/options.h"
#include "seep/project/new_project.h"
#include "seep/project/project_file.h"

namespace seep {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::StartsWith;

using Words = std::vector<std::string>;

// A folder with a seep.toml, named by --config.
class ProjectOptionsTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(folder_); }

  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(Path(name)) << text;
  }
  std::string Path(const std::string& name) const { return folder_->path() + "/" + name; }

  // `text` is what the file has below [server.web] and its command.
  void WriteWeb(const std::string& text) const {
    Write("seep.toml", "[server.web]\ncommand = ['node', 'server.js']\n" + text);
  }

  static Result<Options> Parse(Words words) {
    words.insert(words.begin(), "seep");
    std::vector<const char*> pointers;
    for (const std::string& word : words) pointers.push_back(word.c_str());
    return ParseOptions(static_cast<int>(pointers.size()), pointers.data());
  }

  // `seep run --config … OPTIONS web MORE`.
  Result<Options> Run(const Words& options = {}, const Words& more = {},
                      const char* verb = "run") const {
    Words words = {verb, "--config", Path("seep.toml")};
    words.insert(words.end(), options.begin(), options.end());
    words.emplace_back("web");
    words.insert(words.end(), more.begin(), more.end());
    return Parse(words);
  }

  RunOptions RunWeb(const Words& options = {}, const Words& more = {}) const {
    const Result<Options> parsed = Run(options, more);
    EXPECT_TRUE(parsed) << parsed.error().message;
    return parsed ? std::get<RunOptions>(*parsed) : RunOptions();
  }

  // Without the folder.
  std::string ErrorOf(const Result<Options>& parsed) const {
    if (parsed) return "parsed";
    EXPECT_EQ(ExitCodeFor(parsed.error()), ExitCode::kUsage);
    std::string message = parsed.error().message;
    EXPECT_THAT(message, Not(HasSubstr("\n"))) << "one line";
    if (message.starts_with(folder_->path())) message.erase(0, folder_->path().size() + 1);
    return message;
  }

 private:
  const Result<TempFolder> folder_ = TempFolder::Create();
};

TEST_F(ProjectOptionsTest, KeysAreTheLongNamesOfOptions) {
  WriteWeb(
      "path = '/a'\nrequests = 500\ntime = '20s'\nheader = ['A: b', 'C: d']\ntolerance = 0.5\n"
      "expect-status = '2xx,404'\nkeep-alive = true\nno-sites = true\nport = 8080\n"
      "with = ['db {port2}', ['cache', 'a b']]\nexpect-cache = '64M'\nenv = { A = 'b' }\n");
  const RunOptions run = RunWeb();
  EXPECT_THAT(run.plan.command, ElementsAre("node", "server.js"));
  EXPECT_EQ(run.plan.traffic.request.target, "/a");
  EXPECT_EQ(run.plan.requests_max, 500u);
  EXPECT_EQ(run.plan.time_max, milliseconds(20'000));
  EXPECT_EQ(run.plan.time_more, milliseconds(0)) << "who says how long means it";
  EXPECT_THAT(run.plan.traffic.request.headers, ElementsAre(Pair("A", "b"), Pair("C", "d")));
  EXPECT_EQ(run.plan.tolerance, 0.5);
  EXPECT_EQ(run.plan.traffic.expected.Text(), "2xx,404");
  ASSERT_THAT(run.plan.legs, SizeIs(1));
  EXPECT_EQ(run.plan.legs[0].shape.name, "keep-alive");
  EXPECT_FALSE(run.plan.sites);
  EXPECT_EQ(run.plan.port, 8080);
  EXPECT_THAT(run.plan.helpers,
              ElementsAre(ElementsAre("db", "{port2}"), ElementsAre("cache", "a b")));
  EXPECT_EQ(run.plan.expect_cache_bytes, 64u << 20);
  EXPECT_THAT(run.surroundings.environment, ElementsAre(Pair("A", "b")));
  EXPECT_EQ(run.surroundings.folder, Path("").substr(0, Path("").size() - 1));
}

TEST_F(ProjectOptionsTest, FilesAreRelativeToTheProject) {
  Write("body.json", "{}");
  Write("urls.txt", "/a\n/b\n");
  WriteWeb(
      "body = 'body.json'\nrequests = 'urls.txt'\nbaseline = 'sub/../web.json'\n"
      "tls = true\ncacert = 'ca.pem'\n");
  const RunOptions run = RunWeb();
  EXPECT_EQ(run.plan.traffic.request.body, "{}");
  EXPECT_THAT(run.plan.traffic.replay, SizeIs(2));
  EXPECT_EQ(run.baseline, Path("web.json"));
  EXPECT_EQ(run.plan.traffic.tls.ca_file, Path("ca.pem"));
  const RunOptions typed = RunWeb({"--cacert", "ca.pem", "--baseline", "web.json"});
  EXPECT_EQ(typed.plan.traffic.tls.ca_file, std::filesystem::current_path() / "ca.pem")
      << "of the command line to where it was typed";
  EXPECT_EQ(typed.baseline, "web.json");
}

TEST_F(ProjectOptionsTest, TheCommandLineWins) {
  WriteWeb("path = '/a'\nheader = ['A: b']\nrequests = 500\nconnections = 8\n");
  for (const bool behind : {false, true}) {
    const Words words = {"--path", "/b", "-H", "C: d", "-n", "100"};
    const RunOptions run = behind ? RunWeb({}, words) : RunWeb(words);
    EXPECT_EQ(run.plan.traffic.request.target, "/b");
    EXPECT_THAT(run.plan.traffic.request.headers, ElementsAre(Pair("C", "d")));
    EXPECT_EQ(run.plan.requests_max, 100u);
    EXPECT_EQ(run.plan.traffic.connections, 8u) << "what the words do not say stays";
  }
  EXPECT_EQ(RunWeb({"--requests", "100"}).plan.requests_max, 100u);
}

TEST_F(ProjectOptionsTest, AWayToSendOnTheCommandLineTakesThePlaceOfTheFiles) {
  WriteWeb("keep-alive = true\n");
  EXPECT_EQ(RunWeb({"--close"}).plan.legs[0].shape.name, "close");
  EXPECT_EQ(RunWeb({"--shape", "abort@waiting"}).plan.legs[0].shape.name, "abort@waiting");
  WriteWeb("shape = ['abort@waiting']\n");
  EXPECT_EQ(RunWeb({"--keep-alive"}).plan.legs[0].shape.name, "keep-alive");
  Write("urls.txt", "/a\n/b\n");
  WriteWeb("requests = 'urls.txt'\n");
  EXPECT_EQ(RunWeb({"--path", "/c"}).plan.traffic.request.target, "/c");
  EXPECT_THAT(RunWeb({"-n", "5"}).plan.traffic.replay, SizeIs(2)) << "how many is another matter";
  WriteWeb("path = '/c'\n");
  EXPECT_THAT(RunWeb({"--requests", Path("urls.txt")}).plan.traffic.replay, SizeIs(2));
  EXPECT_EQ(RunWeb({"--requests", "5"}).plan.traffic.request.target, "/c");
}

TEST_F(ProjectOptionsTest, TheRunCanBeTypedAgain) {
  WriteWeb("");
  EXPECT_THAT(RunWeb({}, {"-n", "5"}).plan.command_line,
              ElementsAre("seep", "run", "--config", Path("seep.toml"), "web", "-n", "5"));
}

TEST_F(ProjectOptionsTest, HuntsByName) {
  WriteWeb("shapes = ['close', 'abort@waiting']\nheader = ['A: b']\ntime = '1m'\n");
  const Result<Options> parsed = Run({}, {}, "hunt");
  ASSERT_TRUE(parsed) << parsed.error().message;
  const HuntOptions& hunt = std::get<HuntOptions>(*parsed);
  ASSERT_THAT(hunt.hunt.cases, SizeIs(2));
  EXPECT_EQ(hunt.hunt.cases[1].shape.name, "abort@waiting");
  EXPECT_EQ(hunt.hunt.time_max, milliseconds(60'000));
  EXPECT_FALSE(hunt.surroundings.folder.empty());
  EXPECT_THAT(ErrorOf(Run()),
              AllOf(HasSubstr("web is a server to hunt"), HasSubstr("`seep hunt web`")));
}

TEST_F(ProjectOptionsTest, DefaultsThatOnlyRunsHaveAreNoneOfAHunt) {
  Write("seep.toml",
        "[defaults]\nrequests = 500\ntime = '20s'\nheader = 'A: b'\nshapes = ['close']\n"
        "[server.web]\ncommand = 'a'\nhunt = true\n[server.api]\ncommand = 'a'\n");
  const Result<Options> parsed = Run({}, {}, "hunt");
  ASSERT_TRUE(parsed) << parsed.error().message;
  const HuntOptions& hunt = std::get<HuntOptions>(*parsed);
  EXPECT_THAT(hunt.hunt.plan.traffic.request.headers, SizeIs(1));
  EXPECT_THAT(hunt.hunt.cases, SizeIs(1));
  EXPECT_EQ(hunt.hunt.time_max, HuntPlan().time_max) << "that of a run is not that of all shapes";
  const Result<Options> run = Parse({"run", "--config", Path("seep.toml"), "api"});
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(std::get<RunOptions>(*run).plan.requests_max, 500u);
}

struct Mistake {
  const char* line;  // the third of the file
  const char* message;
};
std::ostream& operator<<(std::ostream& out, const Mistake& shown) { return out << shown.line; }
class KeyMistakeTest : public ProjectOptionsTest, public testing::WithParamInterface<Mistake> {};

TEST_P(KeyMistakeTest, IsNamedWithItsPlaceAndWhatToWrite) {
  WriteWeb(std::string(GetParam().line) + "\n");
  EXPECT_THAT(ErrorOf(Run()), StartsWith(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    ProjectOptions, KeyMistakeTest,
    testing::Values(
        Mistake{"pth = '/'", "seep.toml:3:1: pth: there is no such key; did you mean path?"},
        Mistake{"comand = 'a'",
                "seep.toml:3:1: comand: there is no such key; did you mean command?"},
        Mistake{"c = 5", "seep.toml:3:1: c: there is no such key; did you mean connections?"},
        Mistake{"frobnicate = 1",
                "seep.toml:3:1: frobnicate: there is no such key; `seep run --help-all` has them"},
        Mistake{"junit = 'a.xml'", "seep.toml:3:1: junit: is of the command line alone: --junit"},
        Mistake{"quiet = true", "seep.toml:3:1: quiet: is of the command line alone: --quiet"},
        Mistake{"config = 'x'", "seep.toml:3:1: config: is of the command line alone: --config"},
        Mistake{"path = 'a'",
                "seep.toml:3:1: path: \"a\" does not begin with a slash; did you mean"},
        Mistake{"  time = 'soon'", "seep.toml:3:3: time: \"soon\" "},
        Mistake{"path = true", "seep.toml:3:1: path: is one value, a string or a number: PATH"},
        Mistake{"path = ['/a', '/b']", "seep.toml:3:1: path: is one value"},
        Mistake{"path = 2026-11-30", "seep.toml:3:1: path: is one value"},
        Mistake{"keep-alive = 'yes'", "seep.toml:3:1: keep-alive: is true or false"},
        Mistake{"header = [true]", "seep.toml:3:1: header: is a string, or a list of strings"},
        Mistake{"header = ['A']", "seep.toml:3:1: header: \"A\" is not a header"},
        Mistake{"with = 'a \"b'", "seep.toml:3:1: with: \"a \"b\": a quote"},
        Mistake{"with = true", "seep.toml:3:1: with: is a command, or a list of commands"},
        Mistake{"load = true", "seep.toml:3:1: load: is a command, or a list of its words"},
        Mistake{"load = ['true']", "seep.toml:1:9: [server.web]: --load: COMMAND has no {n}"},
        Mistake{"body = 'no.json'", "seep.toml:3:1: body: cannot read /"},
        Mistake{"port = 70000", "seep.toml:3:1: port: \"70000\" is not a whole number"}));

TEST_F(ProjectOptionsTest, AKeyOfRunsIsNoneOfAHunt) {
  WriteWeb("hunt = true\nrequests = 5\n");
  EXPECT_THAT(ErrorOf(Run({}, {}, "hunt")),
              StartsWith("seep.toml:4:1: requests: is of `seep run`, and this server is run by "
                         "`seep hunt`"));
}

TEST_F(ProjectOptionsTest, ALoadCommandMayBeAListOfWords) {
  WriteWeb("load = ['bench', '-n', '{n}', 'a b']\n");
  EXPECT_THAT(RunWeb().plan.load_command, ElementsAre("bench", "-n", "{n}", "a b"));
}

TEST_F(ProjectOptionsTest, ANameThatThereIsNotListsThoseThatThereAre) {
  WriteWeb("");
  const auto run = [&](Words words) {
    words.insert(words.begin(), {"run", "--config", Path("seep.toml")});
    return ErrorOf(Parse(words));
  };
  EXPECT_THAT(run({"wev"}), AllOf(HasSubstr("there is no server wev in"),
                                  HasSubstr("which has web; did you mean web?")));
  EXPECT_THAT(run({"nginx", "-c", "F"}),
              HasSubstr("(a command goes behind --: seep run -- nginx -c F)"));
  EXPECT_THAT(run({}), HasSubstr("--config: needs a server's name"));
  EXPECT_THAT(run({"--", "node"}), HasSubstr("--config: needs a server's name"));
  EXPECT_THAT(run({"web", "--", "node"}), HasSubstr("leave out what is behind --"));
  EXPECT_THAT(run({"web", "extra"}), HasSubstr("extra: not expected here"));
  EXPECT_THAT(run({"web", "--pth", "/"}), HasSubstr("did you mean --path?"));
}

TEST_F(ProjectOptionsTest, AFileThatIsNotThereIsNamed) {
  EXPECT_THAT(ErrorOf(Run()), StartsWith("cannot read "));
  EXPECT_THAT(ErrorOf(Parse({"test", "--config", "/nonexistent/seep.toml"})),
              HasSubstr("/nonexistent/seep.toml"));
}

TEST_F(ProjectOptionsTest, IsFoundFromTheFolderUpwards) {
  WriteWeb("");
  std::filesystem::create_directories(Path("a/b"));
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(Path("a/b"));
  const Result<Options> by_name = Parse({"run", "web"});
  const Result<Options> command = Parse({"run", "--", "web"});
  const Result<Options> path = Parse({"run", "./web"});
  const std::string error = ErrorOf(Parse({"run", "nginx"}));
  std::filesystem::current_path(before);
  ASSERT_TRUE(by_name) << by_name.error().message;
  EXPECT_EQ(std::get<RunOptions>(*by_name).surroundings.folder + "/seep.toml", Path("seep.toml"));
  ASSERT_TRUE(command);
  EXPECT_THAT(std::get<RunOptions>(*command).plan.command, ElementsAre("web"));
  ASSERT_TRUE(path);
  EXPECT_THAT(std::get<RunOptions>(*path).plan.command, ElementsAre("./web"));
  EXPECT_THAT(error, HasSubstr("in ../../seep.toml"));
}

TEST_F(ProjectOptionsTest, ATestHasAllServersOrThoseThatAreNamed) {
  Write("seep.toml",
        "[defaults]\nrequests = 500\n[server.web]\ncommand = 'a'\nexpect = 'leak'\n"
        "[server.api]\ncommand = 'b'\nhunt = true\n");
  const auto test = [&](Words words) {
    words.insert(words.begin(), {"test", "--config", Path("seep.toml")});
    const Result<Options> parsed = Parse(words);
    EXPECT_TRUE(parsed) << parsed.error().message;
    return parsed ? std::get<TestOptions>(*parsed) : TestOptions();
  };
  const TestOptions all = test({"--junit", "a.xml", "--fail-fast"});
  ASSERT_THAT(all.cases, SizeIs(2));
  EXPECT_EQ(all.cases[0].name, "web");
  EXPECT_TRUE(all.cases[0].leak_expected);
  EXPECT_THAT(std::get<RunOptions>(all.cases[0].options).plan.command_line,
              ElementsAre("seep", "run", "--config", Path("seep.toml"), "web"));
  EXPECT_EQ(std::get<RunOptions>(all.cases[0].options).plan.requests_max, 500u);
  EXPECT_TRUE(std::holds_alternative<HuntOptions>(all.cases[1].options));
  EXPECT_EQ(all.reports.junit, "a.xml");
  EXPECT_TRUE(all.fail_fast);
  const TestOptions one = test({"api"});
  ASSERT_THAT(one.cases, SizeIs(1));
  EXPECT_EQ(one.cases[0].name, "api");
  const Words list = {"test", "--config", Path("seep.toml"), "--list"};
  EXPECT_EQ(std::get<PrintText>(*Parse(list)).text, "web  run   a\napi  hunt  b\n");
  EXPECT_THAT(ErrorOf(Parse({"test", "--config", Path("seep.toml"), "wep"})),
              HasSubstr("did you mean web?"));
  EXPECT_THAT(ErrorOf(Parse({"test", "--config", Path("seep.toml"), "--update-baselines"})),
              HasSubstr("none of the servers has a baseline"));
}

TEST_F(ProjectOptionsTest, AMistakeOfAnyServerIsFoundBeforeTheTest) {
  Write("seep.toml", "[server.web]\ncommand = 'a'\n[server.api]\ncommand = 'b'\npth = '/'\n");
  EXPECT_THAT(ErrorOf(Parse({"test", "--config", Path("seep.toml")})),
              StartsWith("seep.toml:5:1: pth: "));
}

TEST_F(ProjectOptionsTest, ANewFileHasTheCommandAndItsCommentsAreKeys) {
  const Words command = {"node", "my \"server\".js", "a\\b", "tab\t"};
  std::string text = NewProject(command);
  const Result<Project> project = ReadProject(text, "seep.toml", "/project");
  ASSERT_TRUE(project) << project.error().message;
  EXPECT_EQ(project->servers[0].command, command);
  Write("web.json", "");
  for (size_t at = text.find("\n# "); at != std::string::npos; at = text.find("\n# ", at + 1)) {
    const size_t end = text.find('\n', at + 1);
    if (text.substr(at, end - at).find(" = ") != std::string::npos) text.erase(at + 1, 2);
  }
  Write("seep.toml", text);
  const RunOptions run = RunWeb();
  EXPECT_EQ(run.plan.time_max, milliseconds(60'000));
  EXPECT_THAT(run.plan.helpers, SizeIs(1));
  EXPECT_EQ(run.baseline, Path("web.json"));
}

TEST_F(ProjectOptionsTest, InitTakesTheCommandOfTheServer) {
  const Result<Options> parsed = Parse({"init", "--", "node", "server.js"});
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_THAT(std::get<InitOptions>(*parsed).command, ElementsAre("node", "server.js"));
  EXPECT_EQ(std::get<InitOptions>(*parsed).file, "seep.toml");
  EXPECT_THAT(ErrorOf(Parse({"init"})), HasSubstr("no command"));
}

}  // namespace
}  // namespace seep
