// A server under one traffic shape after another.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/seep_run.h"

namespace seep::e2e {
namespace {

using testing::AnyOf;
using testing::ContainsRegex;
using testing::HasSubstr;

TEST(Hunt, FindsTheShapeThatLeaksAndPutsItFirst) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer's heap is not counted";
  const Recorded hunt = RunSeepRecorded(
      {"hunt", "-t", "24s", "--shapes", "keep-alive,abort@waiting,bad-request", "--",
       Program("leaky"), "--leak", "abort", "--bytes", "200", "--delay-ms", "40"});
  EXPECT_EQ(hunt.end.status, kLeak) << hunt.end.out << hunt.end.err;
  EXPECT_THAT(hunt.end.out, ContainsRegex("^LEAK  1 of 3 shapes leaks[^\n]*\n\nshape[^\n]*\n"
                                          "abort@waiting +LEAK +live heap \\+2"));
  EXPECT_THAT(hunt.end.out, HasSubstr("leak_blocks.cc:"));  // the line
  ASSERT_EQ(hunt.json["runs"].size(), 3u) << hunt.end.err;
  EXPECT_EQ(hunt.json["runs"][1]["shape"], "abort@waiting");
  EXPECT_EQ(hunt.json["runs"][1]["outcome"], "LEAK");
  EXPECT_GT(hunt.json["runs"][1]["run"]["load"]["aborted"], 100);
  const auto seconds = [&](size_t run) {
    return hunt.json["runs"][run]["run"]["plan"]["time_max_seconds"].get<double>();
  };
  EXPECT_EQ(seconds(0), 8) << "a third of the time";
  EXPECT_EQ(seconds(1), 9) << "a LEAK of less than `seep run` takes is run again for as long";
  for (const size_t other : {size_t{0}, size_t{2}})
    EXPECT_NE(hunt.json["runs"][other]["outcome"], "LEAK");
}

TEST(Hunt, SaysUnderWhichShapeTheServerDied) {
  const Finished end = RunSeep({"hunt", "--shapes", "close,head", "-t", "10s", "--",
                                Program("rogue"), "--mode", "crash", "--after", "500"});
  EXPECT_EQ(end.status, kRunFailed) << end.out << end.err;
  EXPECT_THAT(end.out, ContainsRegex("close +FAILED"));
  EXPECT_THAT(end.out, HasSubstr("signal 11"));
}

TEST(Hunt, ReportsAServerThatDoesNotStartOnce) {
  const Finished end =
      RunSeep({"hunt", "--shapes", "close,head", "--", Program("rogue"), "--mode", "exit-at-once"});
  EXPECT_EQ(end.status, kRunFailed) << end.out << end.err;
  EXPECT_THAT(end.err, HasSubstr("cannot read its configuration"));
}

TEST(Hunt, NamesAShapeThatThereIsNot) {
  const Finished end = RunSeep({"hunt", "--shapes", "close,nonsense", "--", "true"});
  EXPECT_EQ(end.status, kUsage);
  EXPECT_THAT(end.err, HasSubstr("no shape \"nonsense\""));
}

// Nothing comes through such a proxy, so that it is ready when it accepts connections.
TEST(Hunt, StartsAProxyWhoseUpstreamNeverAnswers) {
  const Recorded hunt =
      RunSeepRecorded({"hunt", "--upstream-shapes", "hang", "-t", "4s", "--", Program("sluice"),
                       "--listen", "127.0.0.1:{port}", "--upstream", "{upstream}"});
  EXPECT_THAT(hunt.end.status, AnyOf(kClean, kInconclusive)) << hunt.end.out << hunt.end.err;
  EXPECT_GT(hunt.json["runs"][0]["run"]["load"]["aborted"], 100);
}

}  // namespace
}  // namespace seep::e2e
