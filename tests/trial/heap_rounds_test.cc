// Runs whose live heap is counted.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "load/shapes.h"
#include "trial/fake_server.h"

namespace seep {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr double kBase = 8e6;

RunResult RunWith(FakeServer& server, const std::function<void(Plan&)>& change = {}) {
  Plan plan;
  if (change) change(plan);
  plan.legs = {{KeepAliveShape(), 1}};
  RunResult result;
  result.plan = plan;
  RunRounds(plan, server.Equip(), {}, {}, result);
  return result;
}

double Flat(double, double) { return kBase; }

TEST(ARunThatCounts, SeesALeakThatMemoryDoesNotShowYet) {
  FakeServer server(Flat);
  server.live_heap = [](double requests) { return 1e6 + 0.64 * requests; };
  const RunResult result = RunWith(server);
  ASSERT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_EQ(result.Judged(Outcome::kLeak)->meter, Meter::kLiveHeap);
  EXPECT_NEAR(result.Judged(Meter::kLiveHeap)->verdict.slope.estimate, 0.64, 0.02);
  EXPECT_THAT(result.cause, HasSubstr("does not free"));
}

// 49 MB are freed at once, and what leaks after that takes their place: no page shows it.
TEST(ARunThatCounts, IsNotClearedByMemoryWhoseRoomALeakFills) {
  FakeServer server(Flat);
  server.live_heap = [](double requests) {
    return (requests > 15'000 ? 1e6 : 5e7) + 64 * requests;
  };
  EXPECT_NE(RunWith(server).outcome, Outcome::kClean);
}

// It goes up and down by more than its tolerance, and memory knows better.
TEST(ARunThatCounts, IsClearedByMemoryWhereTheHeapGoesUpAndDown) {
  FakeServer server(Flat);
  server.live_heap = [](double requests) { return 1e6 + 4e5 * std::fmod(requests / 9'000, 1); };
  EXPECT_EQ(RunWith(server).outcome, Outcome::kClean);
}

TEST(ARunThatCounts, FollowsTheSizeClassThatGrewAfterALeak) {
  FakeServer server(Flat);
  server.live_heap = [](double requests) { return 1e6 + 64 * requests; };
  const RunResult result = RunWith(server);
  ASSERT_TRUE(result.sites);
  ASSERT_THAT(result.sites->sites, SizeIs(1));
  EXPECT_TRUE(result.sites->sites[0].grows);
  EXPECT_NEAR(result.sites->sites[0].blocks_per_request.estimate, 1, 0.01);
  EXPECT_EQ(result.sites->classes_bytes_max.front(), 64);
  EXPECT_THAT(result.sites->problem, IsEmpty());
  EXPECT_GT(result.sites->requests, 0u);
}

TEST(ARunThatCounts, SendsAQuarterOfItsRequestsAgainForTheSites) {
  FakeServer server(Flat);
  server.live_heap = [](double requests) { return 1e6 + 64 * requests; };
  const RunResult result = RunWith(server, [](Plan& plan) { plan.requests_max = 8000; });
  ASSERT_TRUE(result.sites);
  EXPECT_LE(result.load.requests, 8000u);
  EXPECT_LE(result.sites->requests, 2000u);
}

TEST(ARunThatCounts, LooksForNoSitesWhenAskedNotTo) {
  FakeServer server(Flat);
  server.live_heap = [](double requests) { return 1e6 + 64 * requests; };
  const RunResult result = RunWith(server, [](Plan& plan) { plan.sites = false; });
  EXPECT_EQ(result.outcome, Outcome::kLeak);
  EXPECT_FALSE(result.sites);
}

TEST(ARunThatCounts, SaysWhySitesCouldNotBeHad) {
  FakeServer server(Flat);
  server.live_heap = [](double requests) { return 1e6 + 64 * requests; };
  server.RefuseSitePass();
  const RunResult result = RunWith(server);
  EXPECT_EQ(result.outcome, Outcome::kLeak);
  ASSERT_TRUE(result.sites);
  EXPECT_THAT(result.sites->problem, HasSubstr("no room"));
}

TEST(ARunThatCounts, TakesALeakBackThatStopsWhileItsBlocksAreFollowed) {
  FakeServer server(Flat);
  server.live_heap = [](double requests) { return 1e6 + 64 * std::min(requests, 23'400.0); };
  const RunResult result = RunWith(server);
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
  EXPECT_FALSE(result.sites);
  const auto followed = std::max_element(
      result.rounds.begin(), result.rounds.end(),
      [](const Round& a, const Round& b) { return a.load.requests < b.load.requests; });
  EXPECT_GT(followed->load.requests, 9 * result.rounds.back().load.requests)
      << "it was no leak before it was followed, so the test is of no use";
  EXPECT_EQ(result.rounds.back().sample.requests, result.load.requests);
}

TEST(ARunThatCounts, IsCleanWhenAllIsFlat) {
  FakeServer server(Flat);
  server.live_heap = [](double) { return 1e6; };
  const RunResult result = RunWith(server);
  EXPECT_EQ(result.outcome, Outcome::kClean);
  EXPECT_FALSE(result.sites);
  EXPECT_FALSE(result.trim);
}

// A few pages in steps: too little to be a leak, and too few requests to tell by pages alone.
double AFewPages(double requests, double) { return kBase + 2 * 4096 * std::floor(requests / 1200); }

TEST(ARunThatCounts, IsClearedByTheLiveHeapWherePagesAloneCouldNotTell) {
  FakeServer server(AFewPages);
  const RunResult blind = RunWith(server, [](Plan& plan) { plan.requests_max = 8000; });
  EXPECT_EQ(blind.outcome, Outcome::kInconclusive);
  FakeServer counted(AFewPages);
  counted.live_heap = [](double) { return 1e6; };
  const RunResult result = RunWith(counted, [](Plan& plan) { plan.requests_max = 8000; });
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
}

TEST(ARunThatCounts, IsNotClearedByTheLiveHeapWhenOtherMemoryGrows) {
  FakeServer server([](double requests, double) { return kBase + 64 * requests; });
  server.live_heap = [](double) { return 1e6; };
  const RunResult result = RunWith(server);
  EXPECT_EQ(result.outcome, Outcome::kLeak);
  EXPECT_EQ(result.Judged(Outcome::kLeak)->meter, Meter::kHeldBytes);
  EXPECT_THAT(result.cause, HasSubstr("live heap is flat"));
  EXPECT_FALSE(result.sites);
  EXPECT_TRUE(result.trim);
}

TEST(ARunThatCounts, UsesAllOfItsBudgetWhenMemoryGrowsOutsideOfTheHeap) {
  FakeServer server([](double requests, double) { return kBase + 64 * requests; });
  const RunResult blind = RunWith(server);
  FakeServer counted([](double requests, double) { return kBase + 64 * requests; });
  counted.live_heap = [](double) { return 1e6; };
  const RunResult result = RunWith(counted);
  EXPECT_EQ(result.outcome, Outcome::kLeak);
  EXPECT_GT(result.load.requests, 1.3 * static_cast<double>(blind.load.requests));
}

TEST(ARunThatCounts, IsClearedByMemoryWhereTheLiveHeapGoesUpAndDown) {
  FakeServer server(Flat);
  server.live_heap = [](double requests) { return 1e6 + 2e5 * std::sin(requests / 700); };
  const RunResult result = RunWith(server);
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
}

TEST(ARunThatCounts, IsClearedByMemoryWhereThePoolsOfTheLiveHeapStillGrowALittle) {
  const auto late = [](double requests) { return 2 * std::max(0.0, requests - 45'000); };
  FakeServer server([&](double requests, double) { return kBase + late(requests); });
  server.live_heap = [&](double requests) { return 1e6 + late(requests); };
  const RunResult result = RunWith(server, [](Plan& plan) { plan.full = true; });
  EXPECT_NE(result.Judged(Meter::kLiveHeap)->verdict.outcome, Outcome::kClean);
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
}

TEST(ARunThatCounts, TellsRetainedMemoryFromMemoryInUse) {
  FakeServer server([](double requests, double) { return kBase + 64 * requests; });
  server.live_heap = [](double) { return 1e6; };
  server.trimmed_bytes = 1'000'000'000;
  const RunResult result = RunWith(server);
  ASSERT_TRUE(result.trim);
  EXPECT_GT(result.trim->growth_given_back, 0);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_THAT(result.reason, HasSubstr("malloc_trim gave back"));
}

TEST(ARunThatCounts, TakesNothingForRetainedThatWasFreedBeforeTheFirstRequest) {
  FakeServer server([](double requests, double) { return kBase + 64 * requests; });
  server.live_heap = [](double) { return 1e6; };
  server.freed_bytes = 1'000'000'000;
  const RunResult result = RunWith(server);
  ASSERT_TRUE(result.trim);
  EXPECT_EQ(result.trim->growth_given_back, 0);
  EXPECT_EQ(result.outcome, Outcome::kLeak);
}

TEST(ARunThatCounts, JudgesByAnonymousMemoryWhereAProcessIsNotSeen) {
  FakeServer server([](double requests, double) { return kBase + 64 * requests; });
  server.live_heap = [](double) { return 1e6; };
  server.unseen = "server (pid 42) is linked statically";
  const RunResult result = RunWith(server);
  EXPECT_EQ(result.outcome, Outcome::kLeak);
  EXPECT_EQ(result.Judged(Meter::kLiveHeap), nullptr);
  EXPECT_THAT(result.heap_note, HasSubstr("linked statically"));
  EXPECT_THAT(result.cause, HasSubstr("linked statically"));
}

TEST(ARunThatCounts, FailsWhereCountingIsRequiredAndAProcessIsNotSeen) {
  FakeServer server(Flat);
  server.live_heap = [](double) { return 1e6; };
  server.unseen = "server (pid 42) is linked statically";
  const RunResult result = RunWith(server, [](Plan& plan) { plan.heap = HeapMode::kRequire; });
  ASSERT_TRUE(result.failure);
  EXPECT_THAT(result.failure->message, HasSubstr("linked statically"));
  EXPECT_EQ(result.load.requests, 0u);
}

TEST(ARunThatCounts, DoesNotCallAFewBlocksALeak) {
  FakeServer server(Flat);
  // Three blocks a run, evenly: a log that is opened anew, a table that grows.
  server.live_heap = [](double requests) { return 1e6 + 64 * std::floor(requests / 30'000); };
  const RunResult result = RunWith(server);
  EXPECT_NE(result.outcome, Outcome::kLeak) << result.reason;
}

}  // namespace
}  // namespace seep
