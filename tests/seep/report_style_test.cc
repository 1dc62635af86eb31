#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "base/fd.h"
#include "seep/terminal.h"

namespace seep {
namespace {

// While this is standard output.
Style StyleOn(const UniqueFd& output) {
  std::fflush(stdout);
  const UniqueFd saved(::dup(STDOUT_FILENO));
  ::dup2(output.get(), STDOUT_FILENO);
  const Style style = ReportStyle(false);
  ::dup2(saved.get(), STDOUT_FILENO);
  return style;
}

Style StyleOnATerminal(unsigned short columns) {
  winsize size{};
  size.ws_row = 24;
  size.ws_col = columns;
  int ours = -1, theirs = -1;
  EXPECT_EQ(::openpty(&ours, &theirs, nullptr, nullptr, &size), 0);
  const UniqueFd master(ours), terminal(theirs);
  return StyleOn(terminal);
}

class ReportStyleTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"NO_COLOR", "COLUMNS", "TERM"}) ::unsetenv(name);
  }
};

TEST_F(ReportStyleTest, HasTheColumnsOfTheTerminalFrom60To120) {
  const std::pair<unsigned short, size_t> widths[] = {{80, 80}, {100, 100}, {59, 60},
                                                      {61, 61}, {119, 119}, {121, 120}};
  for (const auto& [terminal, used] : widths) EXPECT_EQ(StyleOnATerminal(terminal).columns, used);
}

TEST_F(ReportStyleTest, AsksTheEnvironmentWhereTheTerminalDoesNotSay) {
  EXPECT_EQ(StyleOnATerminal(0).columns, 80u);
  ::setenv("COLUMNS", "110", 1);
  EXPECT_EQ(StyleOnATerminal(0).columns, 110u);
  EXPECT_EQ(StyleOnATerminal(90).columns, 90u);
  ::setenv("COLUMNS", "wide", 1);
  EXPECT_EQ(StyleOnATerminal(0).columns, 80u);
}

TEST_F(ReportStyleTest, HasColoursWhereTheyAreWanted) {
  EXPECT_TRUE(StyleOnATerminal(80).color);
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(StyleOnATerminal(80).color);
  ::unsetenv("NO_COLOR");
  ::setenv("TERM", "dumb", 1);
  EXPECT_FALSE(StyleOnATerminal(80).color);
}

TEST_F(ReportStyleTest, OfWhatIsNoTerminalIs80ColumnsWithoutColours) {
  ::setenv("COLUMNS", "110", 1);
  const Style style = StyleOn(UniqueFd(::open("/dev/null", O_WRONLY)));
  EXPECT_EQ(style.columns, 80u);
  EXPECT_FALSE(style.color);
}

}  // namespace
}  // namespace seep
