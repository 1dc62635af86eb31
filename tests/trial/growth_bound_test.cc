#include "trial/growth_bound.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/memory_max.h"
#include "judge/warnings.h"
#include "load/keys.h"
#include "load/shapes.h"
#include "trial/fake_server.h"

namespace seep {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr double kBase = 8e6;
constexpr double kMebibyte = 1 << 20;

RunResult RunWith(FakeServer& server, const std::function<void(Plan&)>& change = {}) {
  Plan plan;
  plan.legs = {{KeepAliveShape(), 1}};
  if (change) change(plan);
  RunResult result;
  result.plan = plan;
  result.new_keys = NewKeys(plan);
  RunRounds(plan, server.Equip(), {}, {}, result);
  return result;
}

// Blocks in use and pages grow alike.
FakeServer Leaking(double bytes) {
  FakeServer server([bytes](double requests, double) { return kBase + bytes * requests; });
  server.live_heap = [bytes](double requests) { return 1e6 + bytes * requests; };
  return server;
}

double GrownUntilTheVerdict(const RunResult& result) {
  double grown = 0;
  for (const Round& round : result.rounds) {
    if (round.sample.seconds > result.verdict_seconds) break;
    grown = Read(Meter::kHeldBytes, round.sample) - Read(Meter::kHeldBytes, result.first);
  }
  return grown;
}

TEST(ALargeLeak, IsSureWithin64MebibytesOfGrowth) {
  for (const double bytes : {100e3, 200e3, 400e3, 1e6}) {
    FakeServer server = Leaking(bytes);
    const RunResult result = RunWith(server);
    ASSERT_EQ(result.outcome, Outcome::kLeak) << bytes << ": " << result.reason;
    EXPECT_LE(GrownUntilTheVerdict(result), 64 * kMebibyte) << bytes;
    EXPECT_NEAR(result.Judged(Meter::kLiveHeap)->verdict.slope.estimate / bytes, 1, 0.02);
  }
}

TEST(ALargeLeak, OfASlowServerIsSureBeforeTheTimeIsUsedUp) {
  FakeServer server = Leaking(13 * 1024);
  server.requests_per_second = 400;
  const RunResult result = RunWith(server);
  ASSERT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_LT(result.verdict_seconds, 9);
  EXPECT_LT(result.load.requests, 5'000u);
}

TEST(ALargeLeak, TakesItsRequestsWhereEachBringsANewKey) {
  FakeServer server = Leaking(100e3);
  const RunResult result =
      RunWith(server, [](Plan& plan) { plan.traffic.request.target = "/{uuid}"; });
  ASSERT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_GE(result.load.requests, 20'000u);
}

TEST(ALargeWarmUp, IsNoLeakWhenItIsOverAtOnceAndRoundsGrowAgain) {
  const auto bytes = [](double requests) { return requests < 4 ? 0.0 : 265 * kMebibyte; };
  FakeServer server([&](double requests, double) { return kBase + bytes(requests); });
  server.live_heap = [&](double requests) { return 1e6 + bytes(requests); };
  const RunResult result = RunWith(server);
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
  EXPECT_GT(result.rounds.back().load.requests, 100u);
}

TEST(ALargeWarmUp, IsNoLeakWhenThePagesOfAPoolAreTouched) {
  FakeServer server([](double requests, double) {
    return kBase + std::min(requests, 5'000.0) * 100e3;  // allocated before the first request
  });
  server.live_heap = [](double) { return 600e6; };
  const RunResult result = RunWith(server);
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
}

TEST(ALargeWarmUp, IsNoLeakWhenACacheFillsWithNewKeys) {
  const auto bytes = [](double requests) { return std::min(requests * 200e3, 256 * kMebibyte); };
  FakeServer server([&](double requests, double) { return kBase + bytes(requests); });
  server.live_heap = [&](double requests) { return 1e6 + bytes(requests); };
  const RunResult result =
      RunWith(server, [](Plan& plan) { plan.traffic.request.target = "/{uuid}"; });
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
}

TEST(TheMemoryMax, EndsTheTrafficAndIsTold) {
  FakeServer server(
      [](double requests, double) { return kBase + 20e3 * requests; });  // it is not counted
  const RunResult result = RunWith(server, [](Plan& plan) { plan.memory_max_bytes = 64 << 20; });
  EXPECT_EQ(result.outcome, Outcome::kLeak) << "all that is known is judged: " << result.reason;
  const double grown = Read(Meter::kHeldBytes, result.After()) - kBase;
  EXPECT_GE(grown, 63 * kMebibyte);
  EXPECT_LE(grown, 70 * kMebibyte) << "rounds are small enough not to overshoot";
  EXPECT_GE(result.rounds.size(), 24u);
  EXPECT_THAT(Warnings(result), Contains(HasSubstr("--memory-max")));
}

TEST(TheMemoryMax, IsNothingToTellWhereItIsNotReached) {
  FakeServer server([](double, double) { return kBase; });
  const RunResult result = RunWith(server, [](Plan& plan) { plan.memory_max_bytes = 64 << 20; });
  EXPECT_EQ(result.outcome, Outcome::kClean);
  EXPECT_FALSE(MemoryUsedUp(result));
}

RunResult Growing(double bytes) {
  RunResult result;
  for (int i = 1; i <= 5; ++i) {
    Round round;
    round.load.requests = 10;
    round.sample.requests = static_cast<uint64_t>(10 * i);
    round.sample.heap.emplace();
    round.sample.heap->processes = 1;
    round.sample.heap->usable_bytes = static_cast<int64_t>(bytes * 10 * i);
    result.rounds.push_back(round);
  }
  result.first.heap = HeapCounts{};
  return result;
}

TEST(GrowthBound, LetsRoundsGrowByAMebibyte) {
  EXPECT_EQ(GrowthBound().Next(Growing(100 * 1024)), 10u);
  EXPECT_EQ(GrowthBound().Next(Growing(9 * 1024)), 113u);
  EXPECT_EQ(GrowthBound().Next(Growing(7 * 1024)), GrowthBound::kNone);
}

TEST(GrowthBound, StaysWhileItIsAboutRight) {
  GrowthBound bound;
  EXPECT_EQ(bound.Next(Growing(100 * 1024)), 10u);
  EXPECT_EQ(bound.Next(Growing(140 * 1024)), 10u);
  EXPECT_EQ(bound.Next(Growing(60 * 1024)), 10u);
  EXPECT_EQ(bound.Next(Growing(200 * 1024)), 5u);
}

TEST(GrowthBound, IsGoneAfterOneRoundWithoutGrowth) {
  RunResult result = Growing(100 * 1024);
  Round flat = result.rounds.back();
  flat.sample.requests += 10;
  result.rounds.push_back(flat);
  EXPECT_EQ(GrowthBound().Next(result), GrowthBound::kNone);
}

}  // namespace
}  // namespace seep
