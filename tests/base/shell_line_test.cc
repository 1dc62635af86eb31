#include "base/shell_line.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace seep {
namespace {

std::string Line(const std::vector<std::string>& words) { return ShellLine(words); }

TEST(ShellLine, LeavesPlainWordsAlone) {
  EXPECT_EQ(Line({"seep", "run", "-n", "30000", "--", "./srv", "--port={port}"}),
            "seep run -n 30000 -- ./srv --port={port}");
  EXPECT_EQ(Line({}), "");
}

TEST(ShellLine, QuotesWhatAShellWouldTakeForMore) {
  EXPECT_EQ(Line({"a b", "", "$HOME", "x;y", "*"}), "'a b' '' '$HOME' 'x;y' '*'");
  EXPECT_EQ(Line({"it's"}), "'it'\\''s'");
}

}  // namespace
}  // namespace seep
