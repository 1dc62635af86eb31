#include "report/command_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>

#include "base/shell_line.h"
#include "report/fit.h"

namespace seep {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Words = std::vector<std::string>;

// The words that a shell makes of it, each on a line.
std::string WordsToAShell(const std::vector<std::string>& lines, const std::string& indent) {
  std::string script = "printf '<%s>\\n' ";
  for (const std::string& line : lines)
    script += (&line == &lines.front() ? "" : indent) + line + "\n";
  const std::unique_ptr<FILE, int (*)(FILE*)> shell(
      ::popen(ShellLine(Words{"sh", "-c", script}).c_str(), "r"), ::pclose);
  std::string out;
  std::array<char, 256> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), shell.get()) != nullptr) out += buffer.data();
  return out;
}

const Words kWords = {"seep", "run",  "--header",  "Accept: it's a long text, with blanks in it",
                      "--",   "node", "server.js", "{port}"};

TEST(CommandLines, AreOneLineWhereThatIsWideEnough) {
  EXPECT_THAT(CommandLines("seep run -- node server.js", 26),
              ElementsAre("seep run -- node server.js"));
}

TEST(CommandLines, GoOnBehindABackslash) {
  EXPECT_THAT(CommandLines("seep run -n 500 -- node server.js", 20),
              ElementsAre("seep run -n 500 -- \\", "  node server.js"));
}

TEST(CommandLines, MeanTheSameToAShellIndentedOrNot) {
  const std::string command = ShellLine(kWords);
  const std::string meant = WordsToAShell({command}, "");
  EXPECT_THAT(meant, ::testing::HasSubstr("<Accept: it's a long text, with blanks in it>\n"));
  const std::vector<std::string> lines = CommandLines(command, 60);
  EXPECT_GT(lines.size(), 1u);
  EXPECT_EQ(WordsToAShell(lines, ""), meant);
  EXPECT_EQ(WordsToAShell(lines, "            "), meant);
}

TEST(CommandLines, AreNoneWhereAWordIsTooWide) {
  EXPECT_THAT(CommandLines(ShellLine(kWords), 40), IsEmpty());
}

TEST(BrokenCommand, MeansTheSameToAShellWhereverItIsBroken) {
  const std::string command = ShellLine(kWords);
  const std::string meant = WordsToAShell({command}, "");
  for (size_t columns = 8; columns < 80; ++columns) {
    const std::vector<std::string> lines = BrokenCommand(command, columns);
    EXPECT_EQ(WordsToAShell(lines, ""), meant) << columns;
    for (const std::string& line : lines) EXPECT_LE(Columns(line), columns) << line;
  }
}

}  // namespace
}  // namespace seep
