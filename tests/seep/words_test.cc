#include "seep/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

using ::testing::ElementsAre;

TEST(SplitCommand, SplitsAndQuotesAsAShellDoes) {
  EXPECT_THAT(*SplitCommand("a  b\tc"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(*SplitCommand("a 'b c' \"d 'e'\" f\\ g"), ElementsAre("a", "b c", "d 'e'", "f g"));
  EXPECT_THAT(*SplitCommand("x'y'z \"\" '\\'"), ElementsAre("xyz", "", "\\"));
  EXPECT_THAT(*SplitCommand("\"a\\\"b\""), ElementsAre("a\"b"));
}

TEST(SplitCommand, RefusesOpenQuotesAndNothing) {
  EXPECT_FALSE(SplitCommand("a 'b"));
  EXPECT_FALSE(SplitCommand("  "));
}

TEST(SplitHeader, SplitsAtTheFirstColon) {
  EXPECT_EQ(*SplitHeader("Host: a:80"), std::pair(std::string("Host"), std::string("a:80")));
  EXPECT_EQ(*SplitHeader("Empty:"), std::pair(std::string("Empty"), std::string("")));
  EXPECT_FALSE(SplitHeader("no colon"));
  EXPECT_FALSE(SplitHeader(": value"));
}

}  // namespace
}  // namespace seep
