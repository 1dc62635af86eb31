// What a run finds out about what growth follows.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "judge/dose_response.h"
#include "load/shapes.h"
#include "trial/dose_plan.h"
#include "trial/fake_server.h"

namespace seep {
namespace {

using ::testing::HasSubstr;

constexpr double kBase = 8e6;

Plan TwoLegs() {
  Plan plan;
  plan.legs = {{KeepAliveShape(), 0.75}, {CloseShape(), 0.25}};
  return plan;
}

RunResult RunTwoLegs(FakeServer& server, const Plan& plan = TwoLegs()) {
  server.two_legs = plan.legs.size() == 2;
  RunResult result;
  result.plan = plan;
  RunRounds(plan, server.Equip(), {}, {}, result);
  return result;
}

double Flat(double, double) { return kBase; }
double FlatHeap(double) { return 1e6; }

const DoseResponse& DoseOfLeak(const RunResult& result) {
  static const DoseResponse none;
  const MeterVerdict* leak = result.Judged(Outcome::kLeak);
  EXPECT_NE(leak, nullptr) << result.reason;
  return leak != nullptr && leak->dose ? *leak->dose : none;
}

size_t InParts(const RunResult& result) {
  return static_cast<size_t>(std::count_if(result.rounds.begin(), result.rounds.end(),
                                           [](const Round& r) { return !r.parts.empty(); }));
}

double SecondsIdle(const RunResult& result) {
  double sum = 0;
  for (size_t i = 1; i < result.rounds.size(); ++i) {
    if (result.rounds[i].idle)
      sum += result.rounds[i].sample.seconds - result.rounds[i - 1].sample.seconds;
  }
  return sum;
}

TEST(ARun, NamesALeakPerConnection) {
  FakeServer server(Flat);
  server.live_heap = FlatHeap;
  server.heap_per_connection = 512;
  const RunResult result = RunTwoLegs(server);
  const DoseResponse& dose = DoseOfLeak(result);
  EXPECT_EQ(dose.driver, Driver::kConnection) << dose.note;
  EXPECT_NEAR(dose.per_connection->estimate, 512, 5);
  EXPECT_NEAR(dose.per_request->estimate, 0, 1);
}

TEST(ARun, NamesALeakPerRequest) {
  FakeServer server(Flat);
  server.live_heap = [](double requests) { return 1e6 + 64 * requests; };
  const DoseResponse dose = DoseOfLeak(RunTwoLegs(server));
  EXPECT_EQ(dose.driver, Driver::kRequest) << dose.note;
  EXPECT_NEAR(dose.per_request->estimate, 64, 1);
}

TEST(ARun, NamesALeakOnKeptAliveConnectionsOnly) {
  FakeServer server(Flat);
  server.live_heap = [](double requests) { return 1e6 + 64 * requests; };
  server.heap_per_connection = -64;
  const DoseResponse dose = DoseOfLeak(RunTwoLegs(server));
  EXPECT_EQ(dose.driver, Driver::kKeptAlive) << dose.note;
  EXPECT_NEAR(dose.per_request->estimate, 64, 1);
}

TEST(ARun, DoesNotCallGrowthOfTheLiveHeapWithTimeALeak) {
  FakeServer server(Flat);
  server.live_heap = FlatHeap;
  server.heap_per_second = 1e6;
  const RunResult result = RunTwoLegs(server);
  EXPECT_EQ(result.outcome, Outcome::kInconclusive);
  EXPECT_THAT(result.reason, HasSubstr("with time"));
  EXPECT_THAT(result.reason, HasSubstr("seep watch"));
  ASSERT_TRUE(result.meters[0].dose);
  EXPECT_EQ(result.meters[0].dose->driver, Driver::kTime);
}

TEST(ARun, CallsGrowthWithRequestsALeakThoughSomeOfItIsWithTime) {
  FakeServer server(Flat);
  server.live_heap = [](double requests) { return 1e6 + 100 * requests; };
  server.heap_per_second = 50'000;
  const DoseResponse dose = DoseOfLeak(RunTwoLegs(server));
  EXPECT_EQ(dose.driver, Driver::kRequest);
  EXPECT_NEAR(dose.per_request->estimate, 100, 1);
  EXPECT_NEAR(dose.per_second->estimate, 50'000, 2'500);
}

TEST(ARun, TellsAPerConnectionLeakOfAnonymousMemory) {
  FakeServer server(Flat);
  server.bytes_per_connection = 2000;
  const DoseResponse dose = DoseOfLeak(RunTwoLegs(server));
  EXPECT_EQ(dose.driver, Driver::kConnection) << dose.note;
  EXPECT_NEAR(dose.per_connection->estimate, 2000, 40);
}

TEST(ARun, SaysThatOneWayOfSendingDoesNotTellRequestsFromConnections) {
  FakeServer server(Flat);
  server.live_heap = [](double requests) { return 1e6 + 64 * requests; };
  Plan plan = TwoLegs();
  plan.legs = {{KeepAliveShape(), 1}};
  const RunResult result = RunTwoLegs(server, plan);
  const DoseResponse& dose = DoseOfLeak(result);
  EXPECT_EQ(dose.driver, Driver::kTraffic);
  EXPECT_FALSE(dose.per_connection);
  EXPECT_THAT(dose.note, HasSubstr("not told apart"));
  EXPECT_EQ(InParts(result), 0u);
}

TEST(ARun, TakesNeitherPartsNorPausesWhileNothingGrows) {
  FakeServer server(Flat);
  server.live_heap = FlatHeap;
  const RunResult result = RunTwoLegs(server);
  EXPECT_EQ(result.outcome, Outcome::kClean);
  EXPECT_EQ(InParts(result), 0u);
  EXPECT_EQ(SecondsIdle(result), 0);
  for (const MeterVerdict& judged : result.meters) EXPECT_FALSE(judged.dose);
}

TEST(ARun, SpendsATenthOfItsTimeInPausesAtMost) {
  FakeServer server([](double requests, double) { return kBase + 64 * requests; });
  for (const int seconds : {9, 60}) {
    Plan plan = TwoLegs();
    plan.time_max = milliseconds(1000 * seconds);
    plan.full = true;
    const RunResult result = RunTwoLegs(server, plan);
    EXPECT_GT(SecondsIdle(result), 0);
    // A tenth, and the cool-down's second at the end.
    EXPECT_LE(SecondsIdle(result), 0.1 * result.seconds + 5 * 0.22);
  }
}

TEST(ARun, SendsNoMoreThanItMayForTheSakeOfTheDose) {
  FakeServer server([](double requests, double) { return kBase + 282 * requests; });
  Plan plan = TwoLegs();
  plan.requests_max = 30'000;
  const RunResult result = RunTwoLegs(server, plan);
  EXPECT_LE(result.load.requests, 30'000u);
  EXPECT_GT(InParts(result), 0u);
}

TEST(SomethingGrows, WhereASeriesIsTooShortToBeJudged) {
  RunResult result;
  MeterVerdict held{.meter = Meter::kHeldBytes,
                    .tolerance = {.slope = 8, .floor = 32'768, .resolution = 4096},
                    .points = {{100, 1e6}, {2000, 1e6}, {4000, 1.2e6}},
                    .verdict = {},
                    .dose = {}};
  result.meters = {held};
  EXPECT_TRUE(SomethingGrows(result));
  result.meters[0].points.back().y = 1e6 + 4096;
  EXPECT_FALSE(SomethingGrows(result));
}

TEST(DoseSteps, LeaveOutWhatIsHeldAfterOneKindOfTrafficOnly) {
  RunResult result;
  result.plan = TwoLegs();
  const auto sample = [](uint64_t requests, int64_t bytes) {
    Sample made;
    made.requests = requests;
    made.processes.resize(1);
    made.processes[0].memory.anonymous = bytes;
    return made;
  };
  Round first, second;
  first.sample = sample(100, 1000);
  // 10 a request, and 500 that are held after the first leg only.
  second.parts = {{0, sample(130, 1800)}, {0, sample(160, 2100)}, {1, sample(180, 1800)}};
  second.sample = sample(200, 2000);
  result.rounds = {first, second};
  const MeterVerdict judged{.meter = Meter::kHeldBytes,
                            .tolerance = {},
                            .points = {{100, 1000}, {200, 2000}},
                            .verdict = {},
                            .dose = {}};
  const std::vector<DoseStep> steps = DoseSteps(result, judged);
  ASSERT_EQ(steps.size(), 3u);
  for (const DoseStep& step : steps) EXPECT_DOUBLE_EQ(step.growth, 10 * step.requests);
}

}  // namespace
}  // namespace seep
