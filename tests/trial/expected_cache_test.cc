#include "judge/expected_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "load/shapes.h"
#include "trial/fake_server.h"

namespace seep {
namespace {

using ::testing::HasSubstr;

constexpr double kBase = 8e6;
constexpr uint64_t kMiB = 1 << 20;

// `different` requests, one after another.
RunResult RunReplaying(FakeServer& server, uint64_t different) {
  Plan plan;
  plan.legs = {{KeepAliveShape(), 1}};
  plan.different_requests = different;
  RunResult result;
  result.plan = plan;
  RunRounds(plan, server.Equip(), {}, {}, result);
  return result;
}

RunResult RunExpecting(FakeServer& server, std::optional<uint64_t> cache_bytes) {
  Plan plan;
  plan.legs = {{KeepAliveShape(), 1}};
  plan.expect_cache_bytes = cache_bytes;
  RunResult result;
  result.plan = plan;
  RunRounds(plan, server.Equip(), {}, {}, result);
  return result;
}

double Leak(double requests, double) { return kBase + 64 * requests; }

TEST(ExpectedCache, HoldsALeakBackThatIsStillWithinIt) {
  FakeServer server(Leak);
  const RunResult result = RunExpecting(server, 64 * kMiB);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_THAT(result.reason, HasSubstr("of the 64.0 MiB that a cache may take"));
  EXPECT_THAT(result.reason, HasSubstr("enough requests to fill the cache would decide"));
}

TEST(ExpectedCache, TellsHowManyRequestsFillIt) {
  FakeServer server(Leak);
  const RunResult result = RunExpecting(server, 64 * kMiB);
  const double grown = GrowthInAll(result, Meter::kHeldBytes);
  const double more = (64.0 * kMiB - grown) / 64;
  // "… at this pace 1,012,345 more"
  const size_t at = result.reason.find("at this pace ") + 13;
  std::string digits = result.reason.substr(at);
  std::erase(digits, ',');
  EXPECT_NEAR(std::stod(digits), more, 0.03 * more) << result.reason;
}

TEST(ExpectedCache, DoesNotHideALeakThatOutgrowsIt) {
  FakeServer server(Leak);
  const RunResult result = RunExpecting(server, kMiB);
  EXPECT_EQ(result.outcome, Outcome::kLeak) << result.reason;
}

TEST(ExpectedCache, DelaysNoCleanVerdict) {
  FakeServer server([](double requests, double) { return kBase + std::min(64 * requests, 5e5); });
  const RunResult with = RunExpecting(server, 64 * kMiB);
  FakeServer same([](double requests, double) { return kBase + std::min(64 * requests, 5e5); });
  const RunResult without = RunExpecting(same, std::nullopt);
  EXPECT_EQ(with.outcome, Outcome::kClean);
  EXPECT_EQ(with.rounds.size(), without.rounds.size());
}

TEST(ExpectedCache, ExcusesNoDescriptors) {
  FakeServer server([](double, double) { return kBase; });
  server.descriptors_per_request = 0.01;
  EXPECT_EQ(RunExpecting(server, 64 * kMiB).outcome, Outcome::kLeak);
}

// All that the run has time for at 10,000 requests/s would be a steady growth.
double CacheByUrl(double requests) { return kBase + 256 * std::min(requests, 60'000.0); }

TEST(ACacheByUrl, LooksLikeALeakWhileTheRequestsAreNew) {
  FakeServer server([](double requests, double) { return CacheByUrl(requests); });
  EXPECT_EQ(RunReplaying(server, 1).outcome, Outcome::kLeak);
}

TEST(ACacheByUrl, IsFullAfterTheFirstPass) {
  FakeServer server([](double requests, double) { return CacheByUrl(requests); });
  const RunResult result = RunReplaying(server, 60'000);
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
  EXPECT_GT(result.load.requests, 60'000u);
  EXPECT_GE(result.Judged(Meter::kHeldBytes)->points.front().x, 60'000);
}

TEST(ACacheByUrl, DoesNotHideALeak) {
  FakeServer server([](double requests, double) { return CacheByUrl(requests) + 64 * requests; });
  const RunResult result = RunReplaying(server, 60'000);
  ASSERT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_NEAR(result.Judged(Outcome::kLeak)->verdict.slope.estimate, 64, 8);
}

TEST(ACacheByUrl, IsNotJudgedBeforeAllRequestsWereSent) {
  FakeServer server([](double requests, double) { return kBase + 256 * requests; });
  const RunResult result = RunReplaying(server, 10'000'000);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_THAT(result.reason, HasSubstr("the 10,000,000 different ones"));
}

}  // namespace
}  // namespace seep
