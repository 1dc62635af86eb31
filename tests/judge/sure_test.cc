#include "judge/sure.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

constexpr double kMebibyte = 1 << 20;

// 30 rounds of 10 requests, each of which keeps a block of so many bytes; LEAK at the last look.
RunResult Leaking(double bytes) {
  RunResult result;
  for (int i = 0; i <= 30; ++i) {
    Sample sample;
    sample.requests = static_cast<uint64_t>(10 * i);
    sample.heap.emplace();
    sample.heap->blocks = 1000 + 10 * i;
    sample.heap->usable_bytes = static_cast<int64_t>(bytes * 10 * i);
    if (i == 0) result.first = sample;
    if (i == 0) continue;
    Round round;
    round.sample = sample;
    result.rounds.push_back(round);
  }
  return result;
}

MeterVerdict Judged(const RunResult& result, double bytes, Meter meter = Meter::kLiveHeap) {
  MeterVerdict judged{.meter = meter, .tolerance = {}, .points = {}, .verdict = {}, .dose = {}};
  for (const Round& round : result.rounds) {
    judged.points.push_back({static_cast<double>(round.sample.requests),
                             static_cast<double>(round.sample.heap->usable_bytes)});
  }
  judged.verdict.outcome = Outcome::kLeak;
  judged.verdict.slope = {.estimate = bytes, .low = bytes, .high = bytes};
  return judged;
}

bool Sure(double bytes) {
  const RunResult result = Leaking(bytes);
  return SureByItsSize(result, Judged(result, bytes));
}

TEST(SureByItsSize, FromSoMuchGrowthOn) {
  EXPECT_FALSE(Sure(20 * kMebibyte / 290));
  EXPECT_TRUE(Sure(28 * kMebibyte / 290));
}

TEST(SureByItsSize, NotWhenARequestKeepsLittle) {
  RunResult result = Leaking(200e3);
  MeterVerdict judged = Judged(result, 200e3);
  for (Point& point : judged.points) point.x *= 100;  // of 100 times as many requests
  judged.verdict.slope.low = 6 * 1024;
  EXPECT_FALSE(SureByItsSize(result, judged));
  judged.verdict.slope.low = 10 * 1024;
  EXPECT_TRUE(SureByItsSize(result, judged));
}

TEST(SureByItsSize, OfWhatIsCountedOnly) {
  const RunResult result = Leaking(200e3);
  EXPECT_FALSE(SureByItsSize(result, Judged(result, 200e3, Meter::kHeldBytes)));
  EXPECT_FALSE(SureByItsSize(result, Judged(result, 200e3, Meter::kDescriptors)));
}

TEST(SureByItsSize, NotOfBlocksThatComeUnevenly) {
  RunResult result = Leaking(200e3);
  for (size_t i = 0; i < result.rounds.size(); ++i)
    result.rounds[i].sample.heap->blocks += static_cast<int64_t>(i / 4) * 200;
  EXPECT_FALSE(SureByItsSize(result, Judged(result, 200e3)));
}

TEST(SureByItsSize, NotWhereRequestsBringNewKeys) {
  RunResult result = Leaking(200e3);
  const MeterVerdict judged = Judged(result, 200e3);
  EXPECT_TRUE(SureByItsSize(result, judged));
  result.plan.traffic.request.target = "/{";
  EXPECT_TRUE(SureByItsSize(result, judged)) << "a brace is no placeholder";
  result.new_keys = {"path"};
  EXPECT_FALSE(SureByItsSize(result, judged));
  result.new_keys.clear();
  result.plan.load_command = {"client"};
  EXPECT_FALSE(SureByItsSize(result, judged)) << "who knows what it sends";
}

TEST(SureByItsSize, NotWhatIsNoLeak) {
  const RunResult result = Leaking(200e3);
  MeterVerdict judged = Judged(result, 200e3);
  judged.verdict.outcome = Outcome::kInconclusive;
  EXPECT_FALSE(SureByItsSize(result, judged));
}

}  // namespace
}  // namespace seep
