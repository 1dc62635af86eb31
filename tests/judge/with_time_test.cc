#include "judge/with_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

using ::testing::HasSubstr;

constexpr double kRoundBytes = 80'000;

// Rounds of traffic and pauses, 0.1 s each; a pause gains this share of what a round gains.
RunResult RunOf(double share) {
  RunResult result;
  double held = 1e6;
  for (int i = 1; i <= 40; ++i) {
    Round round;
    round.idle = i % 2 == 0;
    held += round.idle ? share * kRoundBytes : kRoundBytes;
    round.sample.seconds = i * 0.1;
    round.sample.requests = static_cast<uint64_t>((i + 1) / 2) * 100;
    round.sample.processes.resize(1);
    round.sample.processes[0].memory.anonymous = static_cast<int64_t>(held);
    result.rounds.push_back(std::move(round));
  }
  return result;
}

std::string Said(double share, double slope) {
  MeterVerdict judged{.meter = Meter::kHeldBytes,
                      .tolerance = {.slope = 8, .resolution = 4096},
                      .points = {{100, 1e6}},
                      .verdict = {},
                      .dose = {}};
  judged.verdict.outcome = Outcome::kLeak;
  judged.verdict.slope = {.estimate = slope, .low = slope, .high = slope};
  return GrowsWithTime(RunOf(share), judged).value_or("");
}

TEST(GrowsWithTime, WhenPausesHaveHalfOfThePace) {
  EXPECT_THAT(Said(0.6, 800), HasSubstr("with time, not with requests"));
  EXPECT_EQ(Said(0.4, 800), "");
}

// A leak of 18 B may be one of 7 B by request, if what grows in pauses does so twice as fast beside
// traffic.
TEST(GrowsWithTime, MakesASmallLeakDoubtfulWhenPausesGrowNotably) {
  EXPECT_THAT(Said(0.3, 18), HasSubstr("with time, too"));
  EXPECT_EQ(Said(0.3, 40), "");
  EXPECT_EQ(Said(0.15, 9), "");
}

}  // namespace
}  // namespace seep
