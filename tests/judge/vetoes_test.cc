#include "judge/vetoes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

using ::testing::HasSubstr;

// Sixty rounds of 1,000 requests, in which a meter gains so much each.
RunResult Recorded(int64_t held_bytes, int64_t blocks) {
  RunResult result;
  for (int i = 0; i <= 60; ++i) {
    Sample sample;
    sample.requests = static_cast<uint64_t>(i) * 1000;
    sample.seconds = i * 0.1;
    sample.processes.resize(1);
    sample.processes[0].memory.anonymous = 8'000'000 + held_bytes * i;
    sample.heap.emplace();
    sample.heap->blocks = 1000 + blocks * i / 60;
    sample.heap->usable_bytes = sample.heap->blocks * 64;
    sample.heap->processes = 1;
    if (i == 0) {
      result.first = sample;
      continue;
    }
    Round round;
    round.load.requests = round.load.answers = 1000;
    round.sample = sample;
    result.load.Add(round.load);
    result.rounds.push_back(round);
  }
  return result;
}

MeterVerdict Leaking(Meter meter, double growth) {
  MeterVerdict judged;
  judged.meter = meter;
  judged.tolerance = {.slope = 8, .floor = 32768, .resolution = 4096};
  judged.verdict.outcome = Outcome::kLeak;
  judged.verdict.growth = growth;
  judged.verdict.range = 60'000;
  return judged;
}

std::string Objection(const RunResult& result, MeterVerdict judged) {
  return Veto(result, judged).value_or("");
}

// 1,000 requests of warm-up, and 20,000 more: 25,000 is the next round figure.
TEST(Veto, NamesRequestsInRoundFigures) {
  RunResult result = Recorded(64'000, 0);
  result.rounds.resize(12);
  result.load = {};
  result.load.requests = result.load.answers = 12'000;
  result.plan.requests_max = 12'000;
  MeterVerdict judged = Leaking(Meter::kHeldBytes, 1e6);
  judged.verdict.range = 12'000;
  judged.verdict.grows_from = 1000;
  EXPECT_THAT(Objection(result, judged),
              HasSubstr("11,000 requests after the warm-up are too few"));
  EXPECT_THAT(Objection(result, judged), HasSubstr("-n 25000 would do"));
}

TEST(Veto, IsThatMostOfTheGrowthIsFreedMemory) {
  RunResult result = Recorded(64'000, 0);
  const MeterVerdict judged = Leaking(Meter::kHeldBytes, 1'000'000);
  result.trim = TrimEffect{.growth_given_back = 600'000};
  EXPECT_THAT(Objection(result, judged), HasSubstr("freed memory that the allocator keeps"));
  result.trim->growth_given_back = 400'000;
  EXPECT_EQ(Objection(result, judged), "");
}

// In the later half of the run.
TEST(Veto, IsThatTooFewBlocksStay) {
  const MeterVerdict judged = Leaking(Meter::kLiveHeap, 1000);
  EXPECT_THAT(Objection(Recorded(0, 18), judged), HasSubstr("too few blocks"));
  EXPECT_EQ(Objection(Recorded(0, 34), judged), "");
}

}  // namespace
}  // namespace seep
