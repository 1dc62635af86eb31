#include "trial/rounds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "base/units.h"
#include "judge/warnings.h"
#include "load/shapes.h"
#include "sanitized.h"
#include "trial/fake_server.h"

namespace seep {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr double kBase = 8e6;

Plan OneLeg() {
  Plan plan;
  plan.legs = {{KeepAliveShape(), 1}};
  return plan;
}

RunResult RunWith(FakeServer& server, const Plan& plan = OneLeg(),
                  const std::stop_token& stop = {}) {
  RunResult result;
  result.plan = plan;
  RunRounds(plan, server.Equip(), stop, {}, result);
  return result;
}

TEST(RunRounds, ClearsAFlatServerBeforeTheBudgetIsUsed) {
  FakeServer server([](double, double) { return kBase; });
  const RunResult result = RunWith(server);
  EXPECT_EQ(result.outcome, Outcome::kClean);
  EXPECT_LT(result.seconds, 5);
  EXPECT_DOUBLE_EQ(result.verdict_seconds, result.seconds);
  EXPECT_FALSE(result.idle);
  EXPECT_THAT(result.mappings, IsEmpty());
}

TEST(RunRounds, FindsALeakAndNamesTheMappingThatGrew) {
  FakeServer server([](double requests, double) { return kBase + 64 * requests; });
  const RunResult result = RunWith(server);
  ASSERT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_NEAR(result.meters[0].verdict.slope.estimate, 64, 3);
  EXPECT_LT(result.seconds, 8);
  ASSERT_THAT(result.mappings, SizeIs(1));
  EXPECT_EQ(result.mappings[0].name, "[heap]");
  ASSERT_TRUE(result.idle);
  EXPECT_LE(result.verdict_seconds, result.seconds);
  EXPECT_GT(result.verdict_seconds, result.seconds - result.idle->seconds - 0.1);
  EXPECT_NEAR(result.idle->bytes_per_second_idle, 0, 1e4);
}

// Looks come at lengths that grow by a fifth. The next one behind a look at 7.6 s would be that at
// the end of the time, though the server has answered what a LEAK takes before.
TEST(RunRounds, CallsALeakOfASlowServerBeforeTheTimeIsUsed) {
  size_t late = 0;
  for (double pace = 2000; pace <= 4000; pace += 50) {
    FakeServer server([](double requests, double) { return kBase + 640 * requests; });
    server.live_heap = [](double requests) { return 640 * requests; };
    server.requests_per_second = pace;
    const RunResult result = RunWith(server);
    ASSERT_EQ(result.outcome, Outcome::kLeak) << result.reason;
    const auto enough = std::find_if(result.rounds.begin(), result.rounds.end(),
                                     [](const Round& r) { return r.sample.requests >= 20'000; });
    ASSERT_NE(enough, result.rounds.end());
    if (enough->sample.seconds > 8.9) continue;
    EXPECT_LT(result.verdict_seconds, 9) << pace;
    late += enough->sample.seconds > 7.6;
  }
  EXPECT_GE(late, 3u);
}

TEST(RunRounds, FindsADescriptorLeakWithoutMemoryGrowth) {
  FakeServer server([](double, double) { return kBase; });
  server.descriptors_per_request = 0.01;
  const RunResult result = RunWith(server);
  EXPECT_EQ(result.outcome, Outcome::kLeak);
  EXPECT_THAT(result.reason, HasSubstr("file descriptors"));
}

TEST(RunRounds, FindsADescriptorLeakThatUsesUpAllThereAre) {
  FakeServer server([](double, double) { return kBase; });
  server.descriptors_per_request = 1;
  server.descriptors_max = 620;
  server.refuses_after = 700;
  const RunResult result = RunWith(server);
  EXPECT_FALSE(result.failure) << "it refuses because it leaks";
  ASSERT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_THAT(result.reason, HasSubstr("of the 620 descriptors"));
  EXPECT_NEAR(result.Judged(Meter::kDescriptors)->verdict.slope.estimate, 1, 0.1);
  EXPECT_THAT(result.cause, HasSubstr("not closed"));
}

TEST(RunRounds, DoesNotBlameAServerThatHadItsDescriptorsFromTheBeginning) {
  FakeServer server([](double, double) { return kBase; });
  server.descriptors_max = 5;
  EXPECT_EQ(RunWith(server).outcome, Outcome::kClean);
}

TEST(RunRounds, DoesNotBlameRequestsForGrowthWithTime) {
  FakeServer server([](double, double seconds) { return kBase + 1e6 * seconds; });
  const RunResult result = RunWith(server);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_THAT(result.reason, HasSubstr("with time"));
  EXPECT_LT(result.seconds, 12) << "more requests would not decide it";
}

// Uneven for the first 12 s.
double SettlesLate(double requests, double seconds) {
  return kBase + (seconds < 12 ? std::fmod(requests * 97, 1e6) : 0);
}

TEST(RunRounds, GoesOnWhileItIsUndecided) {
  FakeServer server(SettlesLate);
  const RunResult result = RunWith(server);
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
  EXPECT_GT(result.seconds, 12);
  EXPECT_LT(result.seconds, 30);
}

TEST(RunRounds, GoesOnNoLongerThanItMay) {
  FakeServer server([n = 0](double, double) mutable { return kBase + 1e8 * (++n % 61); });
  const RunResult result = RunWith(server);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_GE(result.seconds, 30);
  EXPECT_LT(result.seconds, 31);
}

TEST(RunRounds, EndsWithItsRequestsThoughItIsUndecided) {
  FakeServer server(SettlesLate);
  Plan plan = OneLeg();
  plan.requests_max = 70'000;
  const RunResult result = RunWith(server, plan);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_LE(result.load.requests, 70'000u);
}

TEST(RunRounds, KeepsToTheRequestsItMaySend) {
  FakeServer server([](double requests, double) { return kBase + 282 * requests; });
  Plan plan = OneLeg();
  plan.requests_max = 30'000;
  const RunResult result = RunWith(server, plan);
  EXPECT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_LE(result.load.requests, 30'000u);
}

// A table of 8,000 entries, full behind the end of a run of 5,000 requests, in pages that only
// anonymous memory shows.
TEST(RunRounds, AsksForMoreWhereTooFewRequestsAreAskedFor) {
  for (const uint64_t requests : {5'000u, 10'000u, 19'000u}) {
    FakeServer server([](double sent, double) { return kBase + 600 * std::min(sent, 60'000.0); });
    Plan plan = OneLeg();
    plan.requests_max = requests;
    const RunResult result = RunWith(server, plan);
    EXPECT_EQ(result.outcome, Outcome::kInconclusive) << requests;
    EXPECT_THAT(result.reason, HasSubstr("-n 20000 would do")) << requests;
  }
}

TEST(RunRounds, CallsEvenGrowthOfTheLiveHeapALeakWithFewRequests) {
  FakeServer server([](double, double) { return kBase; });
  server.live_heap = [](double requests) { return 64 * requests; };
  Plan plan = OneLeg();
  plan.requests_max = 5'000;
  EXPECT_EQ(RunWith(server, plan).outcome, Outcome::kLeak);
}

// A page comes in one of the pauses.
TEST(RunRounds, GoesOnWhereAPageComesInAPause) {
  FakeServer server([](double, double seconds) { return kBase + (seconds > 8 ? 4096 : 0); });
  server.live_heap = [](double requests) { return 1e6 + std::fmod(requests * 97, 1e5); };
  const RunResult result = RunWith(server);
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
}

TEST(RunRounds, SendsAllRequestsWhenAsked) {
  FakeServer server([](double, double) { return kBase; });
  Plan plan = OneLeg();
  plan.requests_max = 30'000;
  plan.full = true;
  const RunResult result = RunWith(server, plan);
  EXPECT_EQ(result.outcome, Outcome::kClean);
  EXPECT_EQ(result.load.requests, 30'000u);
}

TEST(RunRounds, KeepsToTheTimeItMayTake) {
  FakeServer server([n = 0](double, double) mutable { return kBase + 1e6 * (++n % 7); });
  Plan plan = OneLeg();
  plan.time_max = milliseconds(3000);
  plan.time_more = {};
  const RunResult result = RunWith(server, plan);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_GE(result.seconds, 3);
  EXPECT_LT(result.seconds, 3.5);
}

TEST(RunRounds, SaysThatTheServerDied) {
  FakeServer server([](double, double) { return kBase; });
  server.dies_after = 10'000;
  const RunResult result = RunWith(server);
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->kind, ErrorKind::kExited);
  EXPECT_EQ(result.failure->fault, Fault::kTarget);
  EXPECT_THAT(result.failure->message, HasSubstr("signal 11"));
  EXPECT_FALSE(result.rounds.empty()) << "what was known by then is kept";
}

TEST(RunRounds, SaysThatTheServerRefusesTheTraffic) {
  FakeServer server([](double, double) { return kBase; });
  server.refuses_after = 0;
  const RunResult result = RunWith(server);
  ASSERT_TRUE(result.failure);
  EXPECT_EQ(result.failure->kind, ErrorKind::kRefused);
  EXPECT_THAT(result.failure->message, HasSubstr("Connection refused"));
}

TEST(RunRounds, StopsWhenAskedAndKeepsWhatItKnows) {
  FakeServer server([](double requests, double) { return kBase + 64 * requests; });
  std::stop_source source;
  server.after_round = [&](uint64_t requests) {
    if (requests > 20'000) source.request_stop();
  };
  const RunResult result = RunWith(server, OneLeg(), source.get_token());
  EXPECT_TRUE(result.interrupted);
  EXPECT_THAT(result.reason, HasSubstr("interrupted too early"));
  EXPECT_FALSE(result.failure);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_GT(result.rounds.size(), 5u);
}

TEST(RunRounds, SplitsARoundBetweenItsLegs) {
  FakeServer first([](double, double) { return kBase; });
  FakeServer second([](double, double) { return kBase; });
  uint64_t to_second = 0;
  second.after_round = [&](uint64_t requests) { to_second = requests; };
  Plan plan = OneLeg();
  plan.legs[0].share = 0.75;
  plan.legs.push_back({CloseShape(), 0.25});
  Equipment both = first.Equip();
  both.legs.push_back(second.Equip().legs[0]);
  RunResult result;
  RunRounds(plan, both, {}, {}, result);
  EXPECT_NEAR(static_cast<double>(to_second) / static_cast<double>(result.load.requests), 0.25,
              0.01);
}

TEST(RunRounds, GivesUpOnAServerThatOnlyFails) {
  FakeServer server([](double, double) { return kBase; });
  server.status = 404;
  const RunResult result = RunWith(server);
  ASSERT_TRUE(result.failure);
  EXPECT_THAT(result.failure->message, HasSubstr("(100 %) were 404"));
  EXPECT_LT(result.seconds, 3);
  Plan plan = OneLeg();
  ASSERT_TRUE(plan.traffic.expected.Add("404"));
  FakeServer as_expected([](double, double) { return kBase; });
  as_expected.status = 404;
  EXPECT_EQ(RunWith(as_expected, plan).outcome, Outcome::kClean);
}

// The last rounds, which tell what a leak follows, are answered with errors: it leaks all the same.
TEST(RunRounds, KeepsALeakThatWasSeenBeforeTheAnswersFailed) {
  FakeServer server([](double requests, double) { return kBase + 64 * requests; });
  server.after_round = [&](uint64_t requests) { server.status = requests > 8'000 ? 500 : 200; };
  Plan plan = OneLeg();
  plan.full = true;
  const RunResult result = RunWith(server, plan);
  EXPECT_FALSE(result.failure) << result.failure->message;
  EXPECT_EQ(result.outcome, Outcome::kLeak) << result.reason;
}

// All of the last round went unanswered.
TEST(RunRounds, CountsWhatAServerAnsweredBeforeItDiedOrHung) {
  Plan plan = OneLeg();
  plan.full = true;
  for (const bool dies : {true, false}) {
    FakeServer server([](double, double) { return kBase; });
    server.refuses_after = 20'000;
    if (dies) server.dies_after = 20'000;
    const RunResult result = RunWith(server, plan);
    ASSERT_TRUE(result.failure);
    EXPECT_LT(result.load.answers, result.load.requests);
    const std::string answers = FormatCount(static_cast<int64_t>(result.load.answers));
    EXPECT_THAT(result.failure->message, HasSubstr(" after " + answers + " answers"));
    EXPECT_EQ(result.failure->kind, dies ? ErrorKind::kExited : ErrorKind::kRefused);
  }
}

TEST(Warnings, TellOfRoundsThatWereNotQuiet) {
  FakeServer server([](double, double) { return kBase; });
  server.quiet = false;
  EXPECT_THAT(Warnings(RunWith(server)), ::testing::ElementsAre(HasSubstr("did not become quiet")));
}

TEST(Warnings, TellOfFailedRequests) {
  RunResult result;
  result.load.requests = 100;
  result.load.answers = 90;
  result.load.errors[static_cast<size_t>(LoadError::kTimeout)] = 10;
  result.load.error_example = "no answer within 30 s";
  EXPECT_THAT(Warnings(result),
              ::testing::ElementsAre(HasSubstr("10 of 100 requests failed: 10 timed out")));
}

TEST(Warnings, TellOfAShapeThatNeverMetWhatItIsAbout) {
  RunResult result;
  Shape shape;
  shape.name = "conditional";
  shape.expects = 304;
  result.plan.legs = {{shape, 1}};
  result.load.requests = result.load.answers = 90;
  result.load.as_expected[206] = 90;
  EXPECT_THAT(Warnings(result),
              ::testing::ElementsAre(HasSubstr("the shape conditional needs answers with status "
                                               "304, and none came in 90 requests")));
  result.load.as_expected[304] = 1;
  EXPECT_THAT(Warnings(result), ::testing::IsEmpty());
}

// By 60 KB/s, 6 B a request at its pace, and 1 B a request more: within the tolerance of 8.
TEST(RunRounds, DoesNotCallGrowthWithTimeALeakForTheNoiseInItsPauses) {
  for (int seed = 0; seed < Plays(200); ++seed) {
    std::mt19937_64 random(static_cast<uint64_t>(seed));
    FakeServer server([&](double requests, double seconds) {
      return kBase + 60'000 * seconds + requests + 4096 * static_cast<double>(random() % 3);
    });
    const RunResult result = RunWith(server);
    EXPECT_NE(result.outcome, Outcome::kLeak) << seed << ": " << result.reason;
  }
}

}  // namespace
}  // namespace seep
