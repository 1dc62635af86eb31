// Growth that goes away when no requests are sent.

#include "judge/drain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

constexpr int kDrains = 5;  // waits

using ::testing::HasSubstr;

// Of a meter: so much each of 40 rounds of 100 requests, then five waits, with a round between
// them.
class Waits : public ::testing::Test {
 protected:
  void Load(int64_t bytes) { Add(bytes, 100, false); }
  void Wait(int64_t bytes) { Add(bytes, 0, true); }

  void LoadAndWait(int64_t fall, int64_t kept_in_all) {
    for (int i = 0; i < 40; ++i) Load(6'400);
    Wait(-fall);
    for (int i = 1; i < kDrains; ++i) {
      Load(6'400);
      Wait(kept_in_all * (i % 2) - 6'400);
    }
  }

  MeterVerdict Judged(Meter meter = Meter::kHeldBytes) {
    MeterVerdict judged{.meter = meter,
                        .tolerance = {.slope = 8, .floor = 0, .resolution = 1},
                        .points = {},
                        .verdict = {}};
    judged.verdict.confidence = 0.9995;
    judged.verdict.outcome = Outcome::kLeak;
    judged.drain = DrainOf(result_, judged);
    return judged;
  }

  std::string Said() {
    MeterVerdict judged = Judged();
    return HeldForAWhile(result_, judged).value_or("");
  }

  RunResult result_;

 private:
  void Add(int64_t bytes, uint64_t requests, bool cooling) {
    Round round;
    round.idle = round.cooling = cooling;
    round.load.requests = round.load.answers = requests;
    round.sample = result_.rounds.empty() ? Sample() : result_.rounds.back().sample;
    round.sample.processes.resize(1);
    round.sample.processes[0].memory.anonymous += bytes;
    round.sample.requests += requests;
    round.sample.seconds += cooling ? 1 : 0.1;
    result_.rounds.push_back(round);
  }
};

// Over the later half it grew by 19 of the 40.
constexpr int64_t kGrowth = 19 * 6'400;

TEST_F(Waits, AreEvidenceWhereMoreThanAQuarterGoesAway) {
  LoadAndWait(kGrowth * 3 / 10, 0);
  EXPECT_THAT(Said(), HasSubstr("it holds 64 B of each request for about 1 s after"));
}

TEST_F(Waits, AreNoneWhereLessDoes) {
  LoadAndWait(kGrowth / 5, 0);
  EXPECT_EQ(Said(), "");
  EXPECT_NEAR(ShareGone(result_, Meter::kHeldBytes), 0.2, 0.01);
}

TEST_F(Waits, LeaveALeakWhereWhatStaysGrows) {
  for (int i = 0; i < 40; ++i) Load(6'400);
  Wait(-kGrowth);
  for (int i = 1; i < kDrains; ++i) {
    Load(6'400);
    Wait(1'600 - 6'400);
  }
  EXPECT_EQ(Said(), "") << "16 B a request stay";
}

TEST_F(Waits, SayWhereWhatStaysIsUncertain) {
  LoadAndWait(kGrowth, 4'000);
  EXPECT_THAT(Said(), HasSubstr("too uncertain to tell"));
}

TEST_F(Waits, SayWhereThereWereTooFew) {
  for (int i = 0; i < 40; ++i) Load(6'400);
  Wait(-kGrowth);
  EXPECT_THAT(Said(), HasSubstr("a longer run (--time)"));
}

TEST_F(Waits, ExcuseMemoryOfWhichMostIsAHeapThatDrains) {
  for (int i = 0; i < 40; ++i) Load(6'400);
  Wait(0);
  for (const double share : {0.4, 0.6}) {
    MeterVerdict heap = Judged(Meter::kLiveHeap);
    heap.drains = true;
    heap.drain = Drain{.pace = share * 64};
    result_.meters = {heap};
    EXPECT_EQ(!Said().empty(), share > 0.5) << share;
  }
}

}  // namespace
}  // namespace seep
