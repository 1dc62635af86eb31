#include "http/message.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace seep {
namespace {

TEST(ParseErrors, HaveNamesOfTheirOwnAndAStatusOfAnError) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(ParseError::kTruncated); ++i) {
    const ParseError error = static_cast<ParseError>(i);
    EXPECT_TRUE(names.insert(Name(error)).second) << Name(error);
    EXPECT_NE(Name(error), "unknown error");
    EXPECT_GE(StatusFor(error), 400);
  }
}

TEST(Tokens, AreNotEmptyAndHoldNoSeparators) {
  EXPECT_TRUE(IsToken("M-SEARCH"));
  EXPECT_TRUE(IsToken("!#$%&'*+-.^_`|~09azAZ"));
  EXPECT_FALSE(IsToken(""));
  for (const char separator : std::string("\"(),/:;<=>?@[\\]{} \t\r\n\x7f\x80\xff"))
    EXPECT_FALSE(IsToken(std::string("a") + separator)) << separator;
}

TEST(EqualsIgnoreCase, FoldsLettersAndNothingElse) {
  EXPECT_TRUE(EqualsIgnoreCase("Content-LENGTH", "content-length"));
  EXPECT_TRUE(EqualsIgnoreCase("", ""));
  EXPECT_FALSE(EqualsIgnoreCase("a", "ab"));
  EXPECT_FALSE(EqualsIgnoreCase("@", "`"));
  EXPECT_FALSE(EqualsIgnoreCase("[", "{"));
  EXPECT_FALSE(EqualsIgnoreCase("\xc0", "\xe0"));
}

TEST(ListElements, AreTrimmedAndEmptyOnesLeftOut) {
  std::vector<std::string> elements;
  ForEachListElement(" a,,b c ,\t, d\t", [&](std::string_view e) { elements.emplace_back(e); });
  EXPECT_EQ(elements, (std::vector<std::string>{"a", "b c", "d"}));
}

}  // namespace
}  // namespace seep
