#include "judge/waits_verdict.h"

#include <gtest/gtest.h>

#include <cmath>

#include "judge/judge.h"
#include "judge/let_go.h"

namespace seep {
namespace {

constexpr uint64_t kRequests = 500;  // of each round
constexpr int kRounds = 40;          // before the first wait
constexpr double kBase = 1e6;

// A runtime's heap that holds about 3 MB of the last seconds, and keeps `kept` of each request;
// five waits, so many rounds apart. `let_go` is gone at their ends, where a table has so many
// bytes.
RunResult Recorded(double kept, int rounds_between, double let_go = 3e6,
                   const std::vector<double>& table = {0, 0, 0, 0, 0}) {
  RunResult result;
  result.plan.legs.resize(1);
  const auto sample = [&](double held) {
    Sample made;
    made.requests = result.load.requests;
    made.seconds = static_cast<double>(result.rounds.size()) * 0.1;
    made.processes.resize(1);
    made.processes[0].memory.anonymous = 12'000'000;
    made.runtime.emplace();
    made.runtime->used_bytes =
        std::llround(kBase + held + kept * static_cast<double>(result.load.requests));
    made.runtime->processes = 1;
    made.runtime->alone = true;
    return made;
  };
  const auto traffic = [&] {
    Round round;
    round.load.requests = round.load.answers = kRequests;
    result.load.requests += kRequests;
    result.load.answers += kRequests;
    const auto at = static_cast<double>(result.rounds.size());
    round.sample = sample(3e6 + 3e5 * std::sin(at * at));
    result.rounds.push_back(round);
  };
  const auto wait = [&](size_t number) {
    Round round;
    round.idle = round.cooling = true;
    round.sample = sample(3e6 - let_go + table[number]);
    result.rounds.push_back(round);
  };
  result.first = sample(0);
  for (int i = 0; i < kRounds; ++i) traffic();
  wait(0);
  for (size_t waits = 1; waits < 5; ++waits) {
    for (int i = 0; i < rounds_between; ++i) traffic();
    wait(waits);
  }
  Judge(result);
  return result;
}

const MeterVerdict& Heap(const RunResult& result) { return *result.Judged(Meter::kRuntimeHeap); }

TEST(DecidedByWaits, IsCleanOnceTheRequestsHaveDoubled) {
  EXPECT_EQ(Heap(Recorded(0, 9)).verdict.outcome, Outcome::kInconclusive);
  const RunResult result = Recorded(0, 10);
  EXPECT_EQ(Heap(result).verdict.outcome, Outcome::kClean) << result.reason;
  EXPECT_TRUE(Heap(result).by_waits);
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
}

// Its table was larger for a while: what came and went with it says nothing, and all is little.
TEST(DecidedByWaits, IsCleanWhereAllThatIsKeptIsLittle) {
  const std::vector<double> table = {3e5, 9e5, 1e5, 1e5, 1e5};
  EXPECT_EQ(Heap(Recorded(0, 10, 3e6, table)).verdict.outcome, Outcome::kClean);
  EXPECT_NE(Heap(Recorded(12, 10, 3e6, table)).verdict.outcome, Outcome::kClean);
  EXPECT_NE(Heap(Recorded(0, 10, 3e6, {3e5, 9e5, 1e5, 1e5, 2e5})).verdict.outcome, Outcome::kClean)
      << "20 B of each request between the last two";
}

TEST(DecidedByWaits, IsALeakOfWhatIsKept) {
  const RunResult result = Recorded(24, 10);
  EXPECT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_NEAR(Heap(result).verdict.slope.estimate, 24, 0.1);
}

TEST(DecidedByWaits, NotWhereLittleIsLetGo) { EXPECT_FALSE(Heap(Recorded(0, 10, 0.5e6)).by_waits); }

TEST(SecondsToLetGo, IsTheFirstWait) {
  EXPECT_NEAR(SecondsToLetGo(Recorded(0, 10)), 0.1, 1e-9);
  EXPECT_EQ(SecondsToLetGo(Recorded(0, 10, 0.5e6)), 0);
}

}  // namespace
}  // namespace seep
