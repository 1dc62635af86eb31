#include "runtime/node_answer.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

TEST(ParseNodeAnswer, ReadsWhatTheHookSends) {
  const auto answer =
      ParseNodeAnswer(R"({"used":4012344,"external":1234567,"workers":2,"ms":5.25})");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->used_bytes, 4'012'344);
  EXPECT_EQ(answer->external_bytes, 1'234'567);
  EXPECT_EQ(answer->workers, 2);
  EXPECT_DOUBLE_EQ(answer->seconds, 0.00525);
}

TEST(ParseNodeAnswer, RefusesWhatIsNoAnswer) {
  for (const char* line : {"", "{", "7", "null", "[1,2]", R"({"used":1})",
                           R"({"used":"1","external":0,"workers":0,"ms":0})",
                           R"({"used":-1,"external":0,"workers":0,"ms":0})",
                           R"({"used":1e300,"external":0,"workers":0,"ms":0})",
                           R"({"used":1,"external":0,"workers":0,"ms":0} and more)", "\xff\xfe"}) {
    EXPECT_FALSE(ParseNodeAnswer(line)) << line;
  }
}

TEST(ParseNodeAnswer, RefusesALineThatIsTooLong) {
  const std::string line = R"({"used":1,"external":0,"workers":0,"ms":0,"more":")" +
                           std::string(kNodeAnswerBytesMax, 'x') + "\"}";
  EXPECT_FALSE(ParseNodeAnswer(line));
}

TEST(NodeOptions, LoadTheHookBehindWhatTheUserHas) {
  EXPECT_EQ(NodeOptions(nullptr, "/lib/hook.cjs"), R"(--require "/lib/hook.cjs")");
  EXPECT_EQ(NodeOptions("", "/lib/hook.cjs"), R"(--require "/lib/hook.cjs")");
  EXPECT_EQ(NodeOptions("--max-old-space-size=64", "/lib/hook.cjs"),
            R"(--max-old-space-size=64 --require "/lib/hook.cjs")");
}

TEST(NodeOptions, TakePathsWithSpacesAndQuotes) {
  EXPECT_EQ(NodeOptions(nullptr, R"(/my lib/a"b\c.cjs)"), R"(--require "/my lib/a\"b\\c.cjs")");
}

}  // namespace
}  // namespace seep
