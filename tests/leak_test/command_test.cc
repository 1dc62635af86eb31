// Servers: how the program seep is found and started, and what comes of its end.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <seep/leak_test.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "leak_test/fake_seep.h"
#include "leak_test/program.h"
#include "leak_test/recorded.h"

namespace seep::leak_test {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Sets a variable of the environment, and puts it back at the end.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    setenv(name, value.c_str(), 1);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { before_ ? setenv(name_, before_->c_str(), 1) : unsetenv(name_); }

 private:
  const char* name_;
  std::optional<std::string> before_;
};

struct Failed {
  LeakTestError::Kind kind;
  std::string message;
};

template <typename Function>
Failed FailureOf(Function function) {
  try {
    function();
  } catch (const LeakTestError& error) {
    return {error.kind(), error.what()};
  }
  ADD_FAILURE() << "it did not fail";
  return {};
}

class LeakOfACommand : public testing::Test {
 protected:
  void SetUp() override { seep_.Does(0, RunOf("CLEAN").dump(), "CLEAN  no leak\n  more\n"); }

  FakeSeep seep_;
};

TEST_F(LeakOfACommand, GivesWhatSeepSaid) {
  seep_.Does(1, RunOf("LEAK").dump(), "LEAK  live heap grows\n  sites\n", "progress");
  const LeakResult result = LeakOf(Command{"./server"});
  EXPECT_EQ(result.verdict, LeakVerdict::kLeak);
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.headline, "LEAK  live heap grows");
  EXPECT_EQ(result.report, "LEAK  live heap grows\n  sites");
  ASSERT_TRUE(result.bytes_per_request);
  EXPECT_EQ(result.bytes_per_request->estimate, 64);
  EXPECT_EQ(result.json, "");
}

TEST_F(LeakOfACommand, TakesEachOptionToSeep) {
  LeakOf(Command{"./server", "--port", "{port}"}
             .Path("/a")
             .Requests(30'000)
             .Time(milliseconds(1'500))
             .Connections(8)
             .Option("--close"));
  EXPECT_THAT(seep_.Words(),
              ElementsAre("run", "--path", "/a", "-n", "30000", "--time", "1500ms", "--connections",
                          "8", "--close", "--", "./server", "--port", "{port}"));
  EXPECT_EQ(seep_.Told("input"), "");
}

TEST_F(LeakOfACommand, StartsTheServerInItsFolderWithItsVariables) {
  LeakOf(Command{"./server"}.Folder(seep_.folder()).Environment("FAKE", "of the server"));
  EXPECT_EQ(seep_.Told("folder"), std::filesystem::canonical(seep_.folder()));
  EXPECT_EQ(seep_.Told("variable"), "of the server");
  const Variable outer("FAKE", "of the test");
  LeakOf(Command{"./server"});
  EXPECT_EQ(seep_.Told("variable"), "of the test");
  LeakOf(Command{"./server"}.Environment("FAKE", "of the server"));
  EXPECT_EQ(seep_.Told("variable"), "of the server");
}

TEST_F(LeakOfACommand, KeepsTheJsonWhereItIsAskedTo) {
  const std::string path = seep_.folder() + "/kept.json";
  const LeakResult result = LeakOf(Command{"./server"}.Json(path));
  EXPECT_EQ(result.json, path);
  EXPECT_EQ(ReadFile(path), RunOf("CLEAN").dump());
}

TEST_F(LeakOfACommand, LeavesNoFilesBehind) {
  const ScratchFolder temporary;
  const Variable folder("TMPDIR", temporary.path());
  LeakOf(Command{"./server"});
  EXPECT_THAT(seep_.JsonPath(), StartsWith(temporary.path()));
  EXPECT_TRUE(std::filesystem::is_empty(temporary.path()));
}

TEST_F(LeakOfACommand, LetsTheExitCodeOfTheComparisonWithABaselineDecide) {
  seep_.Does(0, RunOf("LEAK").dump(), "LEAK  live heap grows\n\nNOT WORSE\n");
  const LeakResult result = LeakOf(Command{"./server"}.Option("--baseline").Option("base.json"));
  EXPECT_EQ(result.verdict, LeakVerdict::kLeak);
  EXPECT_EQ(result.exit_code, 0);
}

TEST_F(LeakOfACommand, SaysWhyThereIsNoVerdict) {
  const auto run = [] { LeakOf(Command{"./server"}); };
  seep_.Does(2, "", "", "seep: --path: it has to begin with a slash\n");
  EXPECT_EQ(FailureOf(run).kind, LeakTestError::Kind::kUsage);
  EXPECT_THAT(FailureOf(run).message, AllOf(HasSubstr("ended with exit code 2"),
                                            HasSubstr("it has to begin with a slash")));
  seep_.Does(4, RunOf("FAILED").dump(), "", "seep: the server ended\n");
  EXPECT_EQ(FailureOf(run).kind, LeakTestError::Kind::kRunFailed);
  seep_.Does(5, "", "", "");
  EXPECT_EQ(FailureOf(run).kind, LeakTestError::Kind::kInternal);
  EXPECT_THAT(FailureOf(run).message, HasSubstr("it said nothing"));
  seep_.Does("kill -9 $$");
  EXPECT_EQ(FailureOf(run).kind, LeakTestError::Kind::kInternal);
  EXPECT_THAT(FailureOf(run).message, HasSubstr("ended by signal 9"));
  seep_.Does(0, "", "CLEAN\n");
  EXPECT_EQ(FailureOf(run).kind, LeakTestError::Kind::kInternal);
}

TEST_F(LeakOfACommand, NamesWhatCannotBeStarted) {
  const Failed folder = FailureOf([] { LeakOf(Command{"./server"}.Folder("/no/such/folder")); });
  EXPECT_EQ(folder.kind, LeakTestError::Kind::kNotFound);
  EXPECT_THAT(folder.message, AllOf(HasSubstr("in the folder /no/such/folder"),
                                    HasSubstr("No such file or directory")));
  std::ofstream(seep_.program()) << "#!/no/such/interpreter\n";
  const Failed program = FailureOf([] { LeakOf(Command{"./server"}); });
  EXPECT_EQ(program.kind, LeakTestError::Kind::kNotFound);
  EXPECT_THAT(program.message, HasSubstr(seep_.program()));
}

TEST_F(LeakOfACommand, RefusesWhatItCannotDo) {
  EXPECT_THROW(LeakOf(Command{}), std::invalid_argument);
  EXPECT_THROW(LeakOf(Command{""}), std::invalid_argument);
  for (const char* word : {"--", "--json", "--json=f"})
    EXPECT_THROW(Command{"./server"}.Option(word), std::invalid_argument) << word;
  EXPECT_THROW(Command{"./server"}.Environment("A=B", "c"), std::invalid_argument);
  EXPECT_THROW(Command{"./server"}.Environment("", "c"), std::invalid_argument);
}

TEST_F(LeakOfACommand, TellsTheReportToATestFramework) {
  seep_.Does(1, RunOf("LEAK").dump(), "LEAK  live heap grows\n  sites\n");
  EXPECT_EQ(testing::PrintToString(LeakOf(Command{"./server"})), "LEAK  live heap grows\n  sites");
}

class FindsTheProgram : public testing::Test {
 protected:
  std::string MakeProgram(const std::string& folder) {
    std::filesystem::create_directories(scratch_.Of(folder));
    const std::string path = scratch_.Of(folder + "/seep");
    std::ofstream(path) << "#!/bin/sh\n";
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path;
  }

  ScratchFolder scratch_;
};

TEST_F(FindsTheProgram, BySeepThenByThePackageThenByPath) {
  const std::string named = MakeProgram("named");
  const std::string packaged = MakeProgram("packaged");
  const std::string on_path = MakeProgram("on_path");
  const Variable path("PATH", "/no/such/folder:" + scratch_.Of("on_path"));
  {
    const Variable seep("SEEP", named);
    EXPECT_EQ(FindProgram(packaged), named);
  }
  const Variable seep("SEEP", "");
  EXPECT_EQ(FindProgram(packaged), packaged);
  EXPECT_EQ(FindProgram(""), on_path);
  EXPECT_EQ(FindProgram("/no/such/folder/seep"), on_path);
}

TEST_F(FindsTheProgram, ByANameOnPathOrAPathFromHere) {
  const std::string on_path = MakeProgram("on_path");
  const Variable path("PATH", scratch_.Of("on_path"));
  const Variable name("SEEP", "seep");
  EXPECT_EQ(FindProgram(""), on_path);
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(scratch_.path());
  const Variable relative("SEEP", "on_path/seep");
  EXPECT_TRUE(std::filesystem::equivalent(FindProgram(""), on_path));
  EXPECT_THAT(FindProgram(""), StartsWith("/"));
  std::filesystem::current_path(before);
}

TEST_F(FindsTheProgram, OrSaysWhereItLooked) {
  const Variable path("PATH", scratch_.path());
  {
    const Variable seep("SEEP", "");
    const Failed none = FailureOf([] { FindProgram("/no/such/folder/seep"); });
    EXPECT_EQ(none.kind, LeakTestError::Kind::kNotFound);
    EXPECT_THAT(none.message, AllOf(HasSubstr("no program seep on PATH"),
                                    HasSubstr("/no/such/folder/seep"), HasSubstr("set SEEP")));
  }
  // Whoever names one does not mean another.
  const std::string packaged = MakeProgram("packaged");
  const Variable seep("SEEP", scratch_.path());
  const Failed folder = FailureOf([&] { FindProgram(packaged); });
  EXPECT_THAT(folder.message, HasSubstr("SEEP is " + scratch_.path()));
}

}  // namespace
}  // namespace seep::leak_test
