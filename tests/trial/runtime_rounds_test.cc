// Runs whose runtime says what lives in its heap.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "load/shapes.h"
#include "trial/fake_server.h"

namespace seep {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr double kBase = 8e6;

RunResult RunWith(FakeServer& server, milliseconds time_max = Plan{}.time_max) {
  Plan plan;
  plan.time_max = time_max;
  plan.legs = {{KeepAliveShape(), 1}};
  RunResult result;
  result.plan = plan;
  RunRounds(plan, server.Equip(), {}, {}, result);
  return result;
}

double Flat(double) { return 4e6; }

// Pages that go up and down by more than any leak: what a collector makes of anonymous memory.
double Sawtooth(double requests, double) {
  return kBase + 64 * std::fmod(requests, 70'000) + 2e6 * std::sin(requests / 3000);
}

TEST(ARunOfARuntime, IsCleanWhenBothHeapsAreThoughPagesComeAndGo) {
  FakeServer server(Sawtooth);
  server.live_heap = Flat;
  server.runtime_heap = Flat;
  const RunResult result = RunWith(server);
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
  EXPECT_NE(result.Judged(Meter::kHeldBytes)->verdict.outcome, Outcome::kClean);
}

// Chunks of its compiler's arenas, which a JVM gives back every 5 s.
TEST(ARunOfARuntime, IsCleanBesideAPoolThatFillsAndEmpties) {
  FakeServer server(Sawtooth);
  server.live_heap = Flat;
  server.runtime_heap = Flat;
  server.pool = [](double seconds) {
    return 10 + static_cast<int64_t>(120 * std::fmod(seconds, 5));
  };
  const RunResult result = RunWith(server);
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
  EXPECT_LT(result.seconds, 5);
  EXPECT_GT(result.rounds.back().sample.heap->pooled_bytes, 0);
}

TEST(ARunOfARuntime, IsALeakWhenObjectsStay) {
  FakeServer server(Sawtooth);
  server.live_heap = Flat;
  server.runtime_heap = [](double requests) { return 4e6 + 16 * requests; };
  const RunResult result = RunWith(server);
  ASSERT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_EQ(result.Judged(Outcome::kLeak)->meter, Meter::kRuntimeHeap);
  EXPECT_NEAR(result.Judged(Meter::kRuntimeHeap)->verdict.slope.estimate, 16, 0.1);
  EXPECT_THAT(result.cause, HasSubstr("reachable"));
}

// Their stacks make collections slow: too few for a verdict on the heap. They are counted without.
TEST(ARunOfARuntime, IsALeakWhenGoroutinesStayThoughCollectionsAreDear) {
  FakeServer server(Sawtooth);
  server.runtime_heap = [](double requests) { return 4e6 + 400 * requests; };
  server.goroutines = [](double requests) { return 8 + requests; };
  server.collection_seconds = 1.2;
  const RunResult result = RunWith(server);
  EXPECT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_EQ(result.Judged(Outcome::kLeak)->meter, Meter::kGoroutines);
  EXPECT_NEAR(result.Judged(Meter::kGoroutines)->verdict.slope.estimate, 1, 0.01);
}

TEST(ARunOfARuntime, IsALeakWhenBlocksStayOutsideOfTheRuntime) {
  FakeServer server(Sawtooth);
  server.live_heap = [](double requests) { return 1e6 + 64 * requests; };
  server.runtime_heap = Flat;
  const RunResult result = RunWith(server);
  ASSERT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_EQ(result.Judged(Outcome::kLeak)->meter, Meter::kLiveHeap);
}

TEST(ARunOfARuntime, IsNotCalledALeakWhenOnlyPagesGrow) {
  FakeServer server([](double requests, double) { return kBase + 64 * requests; });
  server.live_heap = Flat;
  server.runtime_heap = Flat;
  const RunResult result = RunWith(server);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_THAT(result.reason, HasSubstr("what lives in the runtime's heap"));
}

// Warm-up and what is left of connections make the heaps too uneven to be called clean.
TEST(ARunOfARuntime, IsNotCalledALeakForPagesWhileItsHeapsAreUneven) {
  FakeServer server([](double requests, double) { return kBase + 64 * requests; });
  server.live_heap = Flat;
  server.runtime_heap = [](double requests) { return 4e6 + 2e6 * std::sin(requests / 5000); };
  const RunResult result = RunWith(server);
  EXPECT_NE(result.Judged(Meter::kRuntimeHeap)->verdict.outcome, Outcome::kClean);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive) << result.reason;
}

TEST(ARunOfARuntime, IsALeakWhenObjectsStayThatItCountsAndDoesNotMeasure) {
  FakeServer server(Sawtooth);
  server.live_heap = Flat;
  server.runtime_objects = [](double requests) { return 70'000 + 0.05 * requests; };
  const RunResult result = RunWith(server);
  ASSERT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_EQ(result.Judged(Outcome::kLeak)->meter, Meter::kRuntimeObjects);
  EXPECT_NEAR(result.Judged(Meter::kRuntimeObjects)->verdict.slope.estimate, 0.05, 0.005);
  EXPECT_THAT(result.cause, HasSubstr("reachable"));
}

// One object of the largest kind for each 64 requests is 8 B a request, the tolerance of bytes.
TEST(ARunOfARuntime, IsCleanWhenFewerObjectsStayThanTheToleranceOfBytesHas) {
  for (const double objects : {0.0, 0.9 / 64, 1.1 / 64}) {
    FakeServer server(Sawtooth);
    server.live_heap = Flat;
    server.runtime_objects = [=](double requests) { return 70'000 + objects * requests; };
    EXPECT_EQ(RunWith(server).outcome == Outcome::kClean, objects < 1.0 / 64) << objects;
  }
}

TEST(ARunOfARuntime, IsNotCalledALeakForPagesThatItsObjectsCannotFill) {
  FakeServer server([](double requests, double) { return kBase + 64 * requests; });
  server.live_heap = Flat;
  server.runtime_objects = [](double) { return 70'000; };
  EXPECT_NE(RunWith(server).outcome, Outcome::kLeak);
}

// Rounds without a collection have no reading. What grew in them is no growth of the pause after
// them, in which the heap is collected again.
TEST(ARunOfARuntime, TakesTheReadingInAPauseForTheRoundsBeforeItThatHaveNone) {
  FakeServer server([](double requests, double) { return kBase + 640 * requests; });
  server.live_heap = Flat;
  server.runtime_heap = [](double requests) { return 4e6 + 640 * requests; };
  server.collection_seconds = 0.3;
  const RunResult result = RunWith(server, milliseconds(20'000));
  EXPECT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  const Slope slope = result.Judged(Meter::kRuntimeHeap)->verdict.slope;
  EXPECT_NEAR(slope.estimate, 640, 1);
  EXPECT_GT(slope.low, 639);
}

TEST(ARunOfARuntime, IsNotClearedWhereThreadsHaveHeapsOfTheirOwn) {
  FakeServer server([](double requests, double) { return kBase + 64 * requests; });
  server.live_heap = Flat;
  server.runtime_heap = Flat;
  server.workers = 1;
  EXPECT_EQ(RunWith(server).outcome, Outcome::kLeak);
}

TEST(ARunOfARuntime, DoesNotJudgeTheHeapOfARuntimeThatDoesNotAnswer) {
  FakeServer server([](double, double) { return kBase; });
  server.live_heap = Flat;
  server.runtime_heap = [](double requests) { return 4e6 + 16 * requests; };
  server.unseen_runtime = "node (pid 7) did not answer within 500 ms";
  const RunResult result = RunWith(server);
  EXPECT_EQ(result.Judged(Meter::kRuntimeHeap), nullptr);
  EXPECT_EQ(result.runtime_note, server.unseen_runtime);
}

// Memory is full of garbage but for right after a collection, and a collection takes long.
TEST(ARunOfARuntime, CollectsALargeHeapLessOftenAndJudgesOnlyThen) {
  FakeServer server([](double, double) { return kBase; });
  server.live_heap = Flat;
  server.runtime_heap = Flat;
  server.collection_seconds = 0.15;
  const RunResult result = RunWith(server, milliseconds(20'000));
  size_t collected = 0;
  for (const Round& round : result.rounds) collected += round.sample.runtime ? 1 : 0;
  EXPECT_LT(collected, result.rounds.size());
  EXPECT_THAT(result.Judged(Meter::kRuntimeHeap)->points, SizeIs(collected));
  EXPECT_THAT(result.Judged(Meter::kLiveHeap)->points, SizeIs(collected));
  EXPECT_THAT(result.Judged(Meter::kThreads)->points, SizeIs(result.rounds.size()));
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
}

// The first second of traffic at most, and no more than a tenth of what the run may take.
TEST(ARunOfARuntime, LeavesItAloneWhileItWarmsUp) {
  for (const auto& [time_max, warm_up] : {std::pair(20'000, 1.0), std::pair(4'000, 0.4)}) {
    FakeServer server([](double, double) { return kBase; });
    server.live_heap = Flat;
    server.runtime_heap = Flat;
    server.runtime_warm_up = milliseconds(1000);
    const RunResult result = RunWith(server, milliseconds(time_max));
    for (const Round& round : result.rounds)
      EXPECT_EQ(round.sample.runtime.has_value(), round.sample.seconds > warm_up) << time_max;
    EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
  }
}

}  // namespace
}  // namespace seep
