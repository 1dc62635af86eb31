#include "judge/advice.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

RunResult Undecided(uint64_t requests_max) {
  RunResult result;
  result.plan.requests_max = requests_max;
  result.load.requests = requests_max;
  result.reason = "live heap: it grows, but unevenly; more requests would decide";
  return result;
}

TEST(Advice, NamesTheRequestsThatALeakTakes) {
  EXPECT_EQ(Advice(Undecided(1'000)), " (-n 20000)");
  EXPECT_EQ(Advice(Undecided(30'000)), " (-n 60000)");
}

TEST(Advice, NamesTheTimeWhereTheRequestsWereNotTheBound) {
  RunResult result = Undecided(5'000);
  result.load.requests = 4'999;
  EXPECT_EQ(Advice(result), " (-t 60s)");
}

// A shape's share of it is nothing that can be typed.
TEST(Advice, NamesTwiceTheTimeOfAWholeHunt) {
  RunResult result = Undecided(0);
  result.plan.time_max = milliseconds(3'000);
  result.plan.time_more = milliseconds(0);
  result.plan.time_of_all = milliseconds(90'000);
  EXPECT_EQ(Advice(result), " (-t 180s)");
}

TEST(Advice, SaysWhatItIsForWhereTheReasonDoesNot) {
  RunResult result = Undecided(0);
  result.reason = "anonymous memory: freed memory that the allocator keeps";
  EXPECT_EQ(Advice(result), "; a longer run would decide (-t 60s)");
}

TEST(Advice, NamesTwiceTheTimeThatAProcessWasWatched) {
  RunResult result = Undecided(0);
  result.per = "second";
  result.rounds.resize(1);
  result.rounds[0].sample.seconds = 59.6;
  EXPECT_EQ(Advice(result), " (-t 120s)");
}

TEST(Advice, NamesTwiceTheTimeThatARunTook) { EXPECT_EQ(Advice(Undecided(0)), " (-t 60s)"); }

TEST(Advice, SaysNothingWhereTheReasonNamesAnOptionOrThereIsNoTraffic) {
  RunResult result = Undecided(1'000);
  result.reason = "it grows with time, not with requests; `seep watch` judges that";
  EXPECT_EQ(Advice(result), "");
  result.reason = "it keeps 208 B for each new path; a longer run (--time) would show a bound";
  EXPECT_EQ(Advice(result), "");
  result = Undecided(0);
  result.series = RecordedSeries{};
  EXPECT_EQ(Advice(result), "");
}

TEST(Advice, CountsTheRequestsAfterWhichHardlyAKeyIsNew) {
  RunResult result;
  result.reason = "more requests would show whether it ends";
  result.new_keys = {"path"};
  result.keys_new_until = 80'000;
  result.load.requests = 10'000;
  result.rounds.resize(1);
  result.rounds[0].sample.seconds = 4;
  EXPECT_EQ(Advice(result), " (-n 100000 -t 60s)") << "40 s at this pace, and half as much again";
  result.load.requests = 80'000;
  EXPECT_EQ(Advice(result), " (-t 60s)") << "hardly any is new";
}

}  // namespace
}  // namespace seep
