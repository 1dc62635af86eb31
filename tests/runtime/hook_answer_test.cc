#include "runtime/hook_answer.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

TEST(ParseHookAnswer, ReadsWhatAHookOfBytesSends) {
  const auto answer = ParseHookAnswer(
      R"({"runtime":"node","used":4012344,"external":1234567,"workers":2,"ms":5.25})");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->runtime, "node");
  EXPECT_EQ(answer->used_bytes, 4'012'344);
  EXPECT_EQ(answer->external_bytes, 1'234'567);
  EXPECT_FALSE(answer->objects);
  EXPECT_EQ(answer->workers, 2);
  EXPECT_DOUBLE_EQ(answer->seconds, 0.00525);
}

TEST(ParseHookAnswer, ReadsWhatAHookOfObjectsSends) {
  const auto answer = ParseHookAnswer(R"({"runtime":"python","objects":71234,"ms":8})");
  ASSERT_TRUE(answer);
  EXPECT_FALSE(answer->used_bytes);
  EXPECT_EQ(answer->objects, 71'234);
}

TEST(ParseHookAnswer, RefusesWhatIsNoAnswer) {
  for (const char* line :
       {"", "{", "7", "null", "[1,2]", R"({"used":1,"ms":0})", R"({"runtime":"node","used":1})",
        R"({"runtime":"node","ms":0})", R"({"runtime":"cobol","used":1,"ms":0})",
        R"({"runtime":7,"used":1,"ms":0})", R"({"runtime":"node","used":"1","ms":0})",
        R"({"runtime":"node","used":-1,"ms":0})", R"({"runtime":"node","used":1e300,"ms":0})",
        R"({"runtime":"node","used":1,"ms":-1})", R"({"runtime":"ruby","objects":null,"ms":0})",
        R"({"runtime":"node","used":1,"ms":0} and more)", "\xff\xfe"}) {
    EXPECT_FALSE(ParseHookAnswer(line)) << line;
  }
}

TEST(ParseHookAnswer, RefusesALineThatIsTooLong) {
  const std::string line = R"({"runtime":"node","used":1,"ms":0,"more":")" +
                           std::string(kHookAnswerBytesMax, 'x') + "\"}";
  EXPECT_FALSE(ParseHookAnswer(line));
}

TEST(ParseHookSites, ReadsCallStacks) {
  const auto answer = ParseHookSites(
      R"({"runtime":"python","sites":[{"bytes":640,"blocks":10,"stack":[)"
      R"(["dumps","/usr/lib/json.py",3,false],["remember","/srv/app.py",14,true]]}]})");
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->sites.size(), 1u);
  const LeakSite& site = answer->sites[0];
  EXPECT_EQ(site.live_bytes, 640);
  EXPECT_EQ(site.live_blocks, 10);
  ASSERT_EQ(site.stack.size(), 2u);
  EXPECT_FALSE(site.stack[0].own);
  EXPECT_EQ(site.stack[1].function, "remember");
  EXPECT_EQ(site.stack[1].file, "/srv/app.py");
  EXPECT_EQ(site.stack[1].line, 14);
  EXPECT_TRUE(site.stack[1].own);
}

TEST(ParseHookSites, ReadsWhyThereAreNone) {
  const auto answer = ParseHookSites(R"({"runtime":"ruby","problem":"no objspace"})");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->problem, "no objspace");
}

TEST(ParseHookSites, RefusesWhatIsNoAnswer) {
  for (const char* line :
       {"", "[]", R"({"sites":7})", R"({"sites":[7]})", R"({"sites":[{"bytes":1,"blocks":1}]})",
        R"({"sites":[{"bytes":-1,"blocks":1,"stack":[]}]})",
        R"({"sites":[{"bytes":1,"blocks":1,"stack":[["f","/a",1]]}]})",
        R"({"sites":[{"bytes":1,"blocks":1,"stack":[["f","/a","1",true]]}]})"}) {
    EXPECT_FALSE(ParseHookSites(line)) << line;
  }
}

}  // namespace
}  // namespace seep
