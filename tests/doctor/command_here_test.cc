#include "doctor/command_here.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace seep {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

Finding Of(const std::vector<std::string>& command, const std::string& name) {
  for (const Finding& finding : ExamineCommand(command)) {
    if (finding.name == name) return finding;
  }
  return {.name = name, .found = "not there"};
}

TEST(ExamineCommand, SaysThatWhatAProgramAllocatesIsCounted) {
  const std::vector<std::string> command = {"sleep", "60"};
  EXPECT_THAT(Of(command, "command").found, testing::EndsWith("/sleep"));
  EXPECT_EQ(Of(command, "live heap").usable, Usable::kYes);
  EXPECT_THAT(Of(command, "runtime").found, StartsWith("none"));
  EXPECT_EQ(Of(command, "launcher").found, "not there");
}

TEST(ExamineCommand, NamesTheInterpreterOfAScript) {
  const std::string script = testing::TempDir() + "seep-doctor-script";
  std::ofstream(script) << "#!/bin/sh\n";
  ::chmod(script.c_str(), 0755);
  EXPECT_EQ(Of({script}, "command").found, script + ", a script that /bin/sh runs");
  std::filesystem::remove(script);
}

TEST(ExamineCommand, KnowsARuntimeByTheNameOfItsProgram) {
  const std::string program = testing::TempDir() + "python3.99";
  std::filesystem::remove(program);
  std::filesystem::copy_file("/bin/sleep", program);
  EXPECT_THAT(Of({program}, "runtime").found, StartsWith("python, which loads a hook"));
  std::filesystem::remove(program);
}

TEST(ExamineCommand, SaysThatThereIsNoSuchProgram) {
  const Finding finding = Of({"no-such-server-anywhere"}, "command");
  EXPECT_EQ(finding.usable, Usable::kNo);
  EXPECT_THAT(finding.found, HasSubstr("no-such-server-anywhere"));
}

TEST(ExamineCommand, NamesALauncherThatClearsTheEnvironment) {
  const Finding finding = Of({"env", "-i", "sleep", "60"}, "launcher");
  EXPECT_EQ(finding.usable, Usable::kPartly);
  EXPECT_EQ(finding.advice, "env sleep 60");
}

}  // namespace
}  // namespace seep
