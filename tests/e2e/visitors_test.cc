// A server that keeps a session for each client without a cookie: a store by visitor, not by
// request.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/seep_run.h"

namespace seep::e2e {
namespace {

using testing::HasSubstr;

Recorded Judge(const Words& options, const Words& server) {
  Words words = {"run", "-t", "9s"};
  words.insert(words.end(), options.begin(), options.end());
  words.insert(words.end(), {"--", Program("leaky"), "--port", "{port}"});
  words.insert(words.end(), server.begin(), server.end());
  return RunSeepRecorded(words);
}

TEST(ASessionTable, IsNoLeakOfARequestWhenAllVisitorsAreNew) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer's heap is not counted";
  const Recorded run = Judge({}, {"--sessions", "200"});
  EXPECT_EQ(run.end.status, kInconclusive) << run.end.out;
  EXPECT_THAT(OneLine(run.end.out), HasSubstr("for each new visitor"));
  EXPECT_THAT(OneLine(run.end.out), HasSubstr("--visitors 50"));
}

TEST(ASessionTable, IsALeakWhereTheUserSaysThatThereIsNoCache) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer's heap is not counted";
  const Recorded run = Judge({"--expect-cache", "0"}, {"--sessions", "200"});
  EXPECT_EQ(run.end.status, kLeak) << run.end.out;
}

TEST(ASessionTable, IsCleanWithABound) {
  const Recorded run = Judge({}, {"--sessions", "200", "--sessions-max", "2000"});
  EXPECT_EQ(run.end.status, kClean) << run.end.out;
}

TEST(ASessionTable, IsCleanWhenTheSameVisitorsTakeTurns) {
  const Recorded run = Judge({"--visitors", "50"}, {"--sessions", "200"});
  EXPECT_EQ(run.end.status, kClean) << run.end.out;
  EXPECT_EQ(run.json["load"]["cookies_set"], 50);
}

TEST(ASessionTable, DoesNotHideALeakOfARequest) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer's heap is not counted";
  const Words leak = {"--sessions", "200", "--leak", "request", "--bytes", "64"};
  const Recorded turns = Judge({"--visitors", "50"}, leak);
  EXPECT_EQ(turns.end.status, kLeak) << turns.end.out;
  const Recorded strangers = Judge({}, leak);
  EXPECT_EQ(strangers.end.status, kLeak) << strangers.end.out;
}

}  // namespace
}  // namespace seep::e2e
