#include "judge/idle_growth.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

constexpr double kPage = 4096;

// A round of traffic of 0.1 s and a pause of 0.1 s, over and over; the pauses gain `gains`.
RunResult RunOf(const std::vector<double>& gains) {
  RunResult result;
  double held = 1e6;
  double seconds = 0;
  uint64_t requests = 0;
  const auto add = [&](bool idle, double gain) {
    Round round;
    round.idle = idle;
    held += gain;
    seconds += 0.1;
    if (!idle) requests += 100;
    round.sample.seconds = seconds;
    round.sample.requests = requests;
    round.sample.processes.resize(1);
    round.sample.processes[0].memory.anonymous = static_cast<int64_t>(held);
    result.rounds.push_back(std::move(round));
  };
  add(false, 0);
  for (const double gain : gains) {
    add(false, 8 * kPage);
    add(true, gain);
  }
  return result;
}

double LowOf(const std::vector<double>& gains) {
  const RunResult result = RunOf(gains);
  MeterVerdict judged{.meter = Meter::kHeldBytes,
                      .tolerance = {.resolution = kPage},
                      .points = {{100, 1e6}},
                      .verdict = {},
                      .dose = {}};
  return IdleGrowthOf(result, judged)->bytes_per_second_idle_low;
}

TEST(IdleGrowth, IsNoRateWhenAPageComesNowAndThen) {
  EXPECT_LE(LowOf({0, 0, kPage, 0, 0}), 0);
  EXPECT_LE(LowOf({kPage}), 0);
  EXPECT_LE(LowOf({5 * kPage, 0, 0, 0, 0}), 0) << "a step is no pace";
}

TEST(IdleGrowth, IsARateWhenItComesInEveryPause) {
  EXPECT_GT(LowOf({kPage, kPage, kPage, kPage, kPage}), 0);
  EXPECT_NEAR(LowOf({10 * kPage, 10 * kPage, 10 * kPage}), 30 * kPage / 0.3, kPage / 0.3 + 1);
}

// Student's t of five pauses: 2.1 of their deviations.
TEST(IdleGrowth, IsARateWhenTheSpreadOfThePausesAllowsNothingElse) {
  EXPECT_GT(LowOf({42 * kPage, 2 * kPage, 42 * kPage, 2 * kPage, 22 * kPage}), 0);
  EXPECT_LE(LowOf({36 * kPage, -4 * kPage, 36 * kPage, -4 * kPage, 16 * kPage}), 0);
}

}  // namespace
}  // namespace seep
