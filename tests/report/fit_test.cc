#include "report/fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

using ::testing::ElementsAre;

TEST(Columns, AreThoseOfATerminalAndNotBytesOrCodePoints) {
  EXPECT_EQ(Columns("a…b"), 3u);
  EXPECT_EQ(Columns("日本"), 4u);
  EXPECT_EQ(Columns("e\u0301"), 1u);  // an accent on top of it
  EXPECT_EQ(Columns("\xff"), 1u);
}

TEST(Fit, KeepsCharactersWhole) {
  EXPECT_EQ(WithoutMiddle("äöüäöü", 4), "ä…öü");
  EXPECT_EQ(WithoutBeginning("äöüäöü", 4), "…äöü");
  EXPECT_EQ(WithoutEnd("äöüäöü", 4), "äöü…");
  EXPECT_EQ(WithoutMiddle("abcdef", 6), "abcdef");
  EXPECT_EQ(WithoutMiddle("abcdef", 1), "…");
  EXPECT_EQ(WithoutBeginning("abcdef", 0), "…");
}

TEST(Fit, CutsWideCharactersByTheirColumns) {
  EXPECT_EQ(WithoutBeginning("日本語", 5), "…本語");
  EXPECT_EQ(WithoutBeginning("日本語", 4), "…語");
  EXPECT_EQ(WithoutEnd("日本語", 4), "日…");
  EXPECT_EQ(WithoutBeginning("xe\u0301yz", 3), "…yz");
}

TEST(Wrapped, BreaksAtBlanks) {
  EXPECT_THAT(Wrapped("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(Wrapped("one two three", 13), ElementsAre("one two three"));
  EXPECT_THAT(Wrapped("", 5), ElementsAre(""));
}

TEST(Wrapped, KeepsNumbersWithWhatTheyCountAndOptionsWithTheirValues) {
  EXPECT_THAT(Wrapped("it grows by 296 B a request", 15),
              ElementsAre("it grows by", "296 B a request"));
  EXPECT_THAT(Wrapped("give it (-n 500)", 12), ElementsAre("give it", "(-n 500)"));
}

// Else a row of numbers would be one word.
TEST(Wrapped, KeepsNoMoreThanAFewWordsTogether) {
  EXPECT_THAT(Wrapped("1000000 2000000 3000000 4000000", 30),
              ElementsAre("1000000 2000000 3000000", "4000000"));
  EXPECT_THAT(Wrapped("1000000 2000000 3000000", 17), ElementsAre("1000000 2000000", "3000000"));
}

TEST(Wrapped, BreaksAWordThatIsTooWideByItself) {
  EXPECT_THAT(Wrapped("at /very/long/path here", 6),
              ElementsAre("at", "/very/", "long/p", "ath", "here"));
  EXPECT_THAT(Wrapped("日本語", 4), ElementsAre("日本", "語"));
}

TEST(Printable, LeavesNothingThatATerminalWouldObey) {
  EXPECT_EQ(Printable("a\x1b[31m\n\x7f"), "a?[31m??");
  EXPECT_EQ(Printable("a\u009b31m"), "a?31m");  // a control character of two bytes
  EXPECT_EQ(Printable("a\u202eb"), "a?b");      // turns the direction of what follows
  EXPECT_EQ(Printable("\xff"
                      "caf\u00e9 日本"),
            "?café 日本");
}

}  // namespace
}  // namespace seep
