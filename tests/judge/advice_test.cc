#include "judge/advice.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

RunResult Undecided(uint64_t requests_max) {
  RunResult result;
  result.plan.requests_max = requests_max;
  result.reason = "live heap: it grows, but unevenly; more requests would decide";
  return result;
}

TEST(Advice, NamesTheRequestsThatALeakTakes) {
  EXPECT_EQ(Advice(Undecided(1'000)), " (-n 20000)");
  EXPECT_EQ(Advice(Undecided(30'000)), " (-n 60000)");
}

TEST(Advice, NamesTwiceTheTimeThatARunTook) { EXPECT_EQ(Advice(Undecided(0)), " (-t 60s)"); }

TEST(Advice, SaysNothingWhereTheReasonNamesAnOptionOrThereIsNoTraffic) {
  RunResult result = Undecided(1'000);
  result.reason = "it grows with time, not with requests; `seep watch` judges that";
  EXPECT_EQ(Advice(result), "");
  result.reason = "it keeps 208 B for each new path; a longer run (--time) would show a bound";
  EXPECT_EQ(Advice(result), "");
  result = Undecided(0);
  result.per = "second";
  EXPECT_EQ(Advice(result), "");
}

TEST(Advice, CountsTheRequestsAfterWhichHardlyAKeyIsNew) {
  RunResult result;
  result.reason = "it grows, but ever more slowly";
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
