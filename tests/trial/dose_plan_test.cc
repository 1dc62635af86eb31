#include "trial/dose_plan.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

Round Traffic(bool in_parts = false) {
  Round round;
  round.load.requests = round.load.answers = 100;
  if (in_parts) round.parts.resize(3);
  return round;
}

Round Pause() {
  Round round;
  round.idle = true;
  return round;
}

void Add(RunResult& result, size_t count, const Round& round) {
  for (size_t i = 0; i < count; ++i) {
    Round next = round;
    next.sample.seconds = static_cast<double>(result.rounds.size() + 1) * 0.1;
    result.rounds.push_back(next);
  }
}

// Of two legs, with memory that grows.
RunResult Growing() {
  RunResult result;
  result.plan.legs.resize(2);
  MeterVerdict judged;
  judged.tolerance = {.slope = 8, .floor = 32768, .resolution = 4096};
  judged.verdict.judged_from = 1;
  judged.verdict.growth = 1e6;
  judged.verdict.slope.estimate = 64;
  judged.verdict.law = GrowthLaw::kSustained;
  result.meters = {judged};
  return result;
}

TEST(DosePlan, PausesForAHundredthOfTheRunWithinBounds) {
  EXPECT_EQ(PauseLength(2).count(), 100);
  EXPECT_EQ(PauseLength(20).count(), 200);
  EXPECT_EQ(PauseLength(30).count(), 300);
  EXPECT_EQ(PauseLength(100).count(), 400);
}

TEST(DosePlan, WantsTwelveRoundsInPartsInTheLaterHalf) {
  RunResult result = Growing();
  Add(result, 30, Traffic());
  Add(result, 10, Traffic(true));
  EXPECT_TRUE(WantsParts(result));
  Add(result, 3, Traffic(true));
  EXPECT_FALSE(WantsParts(result));
}

TEST(DosePlan, WantsFivePausesInTheLaterHalf) {
  RunResult result = Growing();
  Add(result, 20, Traffic());
  for (int i = 0; i < 4; ++i) {
    Add(result, 2, Traffic());
    Add(result, 1, Pause());
  }
  EXPECT_TRUE(WantsPauses(result));
  Add(result, 2, Traffic());
  Add(result, 1, Pause());
  EXPECT_FALSE(WantsPauses(result));
}

TEST(DosePlan, HasTwoRoundsBetweenPauses) {
  RunResult result = Growing();
  Add(result, 40, Traffic());
  Add(result, 1, Pause());
  Add(result, 1, Traffic());
  EXPECT_FALSE(PauseDue(result, 100));
  Add(result, 1, Traffic());
  EXPECT_TRUE(PauseDue(result, 100));
  Add(result, 1, Traffic());
  EXPECT_TRUE(PauseDue(result, 100));
}

// Of 2.3 s two pauses of 0.1 s are 9 %.
TEST(DosePlan, TakesNoMoreTimeForPausesThanElevenTimesAsMuchTraffic) {
  RunResult result = Growing();
  Add(result, 20, Traffic());
  Add(result, 1, Pause());
  Add(result, 2, Traffic());
  EXPECT_TRUE(PauseDue(result, 2.3));
  EXPECT_FALSE(PauseDue(result, 2.1));
}

}  // namespace
}  // namespace seep
