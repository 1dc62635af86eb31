// Runs of servers that hold what they get for some seconds, and go up and down with the pace of
// their requests.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "judge/let_go.h"
#include "load/shapes.h"
#include "trial/fake_server.h"

namespace seep {
namespace {

class AStoreThatExpires : public ::testing::Test {
 protected:
  AStoreThatExpires() {
    plan_.legs = {{KeepAliveShape(), 1}};
    server_.live_heap = [](double) { return 1e6; };
    server_.runtime_heap = [](double) { return 1e6; };
    server_.runtime_expires = true;
    server_.heap_expiring = 640;
    server_.expiry_seconds = 2;
    server_.requests_per_second = 4'000;
    // As on a machine that does other things, too.
    server_.after_round = [this](uint64_t) {
      server_.requests_per_second = 4'000 * (1 + 0.5 * std::sin(round_ * round_));
      ++round_;
    };
  }

  RunResult Run() {
    RunResult result;
    result.plan = plan_;
    RunRounds(plan_, server_.Equip(), {}, {}, result);
    return result;
  }

  static double SecondsOfWaits(const RunResult& result) {
    double seconds = 0;
    for (size_t i = 1; i < result.rounds.size(); ++i) {
      if (result.rounds[i].cooling)
        seconds += result.rounds[i].sample.seconds - result.rounds[i - 1].sample.seconds;
    }
    return seconds;
  }

  static double LongestPause(const RunResult& result) {
    double longest = 0;
    double length = 0;
    for (size_t i = 1; i < result.rounds.size(); ++i) {
      const double seconds = result.rounds[i].sample.seconds - result.rounds[i - 1].sample.seconds;
      length = result.rounds[i].idle ? length + seconds : 0;
      longest = std::max(longest, length);
    }
    return longest;
  }

  static double FirstWaitAt(const RunResult& result) {
    for (const Round& round : result.rounds) {
      if (round.cooling) return round.sample.seconds;
    }
    return 0;
  }

  Plan plan_;
  FakeServer server_{[this](double, double) { return 8e6 + 1e6 * std::sin(round_ * round_); }};
  double round_ = 0;
};

TEST_F(AStoreThatExpires, IsCleanByWhatItKeeps) {
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
  EXPECT_LT(result.seconds, 25);
  EXPECT_LT(result.Judged(Meter::kRuntimeHeap)->verdict.slope.high, 1);
  EXPECT_GT(SecondsOfWaits(result), 4 * 2.0) << "four waits, and all of it goes away in each";
  EXPECT_NEAR(FirstWaitAt(result), 5.2, 0.5) << "the time before is for those that need none";
}

TEST_F(AStoreThatExpires, IsCleanThoughItIsSweptOutOnlyNowAndThen) {
  server_.sweep_seconds = 0.8;
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
}

// A fifth of it goes away in a second.
TEST_F(AStoreThatExpires, IsWaitedForAsLongAsItHolds) {
  server_.expiry_seconds = 4.6;
  plan_.time_max = std::chrono::seconds(40);
  EXPECT_GT(SecondsToLetGo(Run()), 4.6);
}

TEST_F(AStoreThatExpires, IsLeftAloneWhereFourWaitsTakeLongerThanThereIs) {
  server_.expiry_seconds = 4.6;
  const RunResult result = Run();
  EXPECT_EQ(SecondsToLetGo(result), 0) << "20 s are left of 30, and 5 are sent again";
  EXPECT_NEAR(LongestPause(result), 1.1, 0.5);
}

// uvicorn's timers of 5 s: the pace is steady, and more requests clear it.
TEST_F(AStoreThatExpires, IsNotWaitedForWhereItIsLevelUnderTraffic) {
  server_.heap_expiring = 32;
  server_.expiry_seconds = 3;
  server_.after_round = {};
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
  EXPECT_EQ(FirstWaitAt(result), 0);
  EXPECT_LT(LongestPause(result), 0.5);
}

TEST_F(AStoreThatExpires, IsCleanThoughItsTableShrinksOnce) {
  server_.runtime_heap = [](double requests) { return requests < 30'000 ? 3e6 : 1e6; };
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kClean) << result.reason;
}

TEST_F(AStoreThatExpires, IsALeakWithOneBesideIt) {
  server_.runtime_heap = [](double requests) { return 1e6 + 16 * requests; };
  const RunResult result = Run();
  EXPECT_EQ(result.outcome, Outcome::kLeak) << result.reason;
  EXPECT_NEAR(result.Judged(Meter::kRuntimeHeap)->verdict.slope.estimate, 16, 0.1);
}

// A heap that shifts by as much as a leak would have added.
TEST_F(AStoreThatExpires, IsNoLeakForShiftsOfWhatIsLeft) {
  server_.runtime_heap = [](double requests) {
    return 1e6 + (static_cast<int>(requests / 1'000) % 2 == 0 ? 0 : 2e5);
  };
  EXPECT_NE(Run().outcome, Outcome::kLeak);
}

// One that doubles when it is full: what it gets is 16 B of each request.
TEST_F(AStoreThatExpires, IsNotCleanBesideABufferThatGrows) {
  server_.runtime_heap = [](double requests) {
    return 1e6 + std::exp2(std::ceil(std::log2(16 * std::max(requests, 1.0))));
  };
  EXPECT_NE(Run().outcome, Outcome::kClean);
}

// It would have no bound under steady traffic.
TEST_F(AStoreThatExpires, IsNotCleanWhereOnlyWaitsFreeWhatGrows) {
  server_.heap_expiring = 0;
  server_.heap_until_idle = 64;
  EXPECT_EQ(Run().outcome, Outcome::kInconclusive);
}

// Its compiler has memory from malloc for a while: what the runtime holds is what the program does.
TEST_F(AStoreThatExpires, IsNotWaitedForOutsideOfARuntimesHeap) {
  server_.runtime_expires = false;
  EXPECT_LT(LongestPause(Run()), 0.5);
}

TEST_F(AStoreThatExpires, IsWaitedForOnlyASecondWhereItExpiresAfterTheRun) {
  server_.expiry_seconds = 60;
  server_.heap_expiring = 0;
  server_.runtime_heap = [this](double) { return 1e6 + 3e5 * std::sin(round_ * round_); };
  const RunResult result = Run();
  EXPECT_NEAR(LongestPause(result), 1.1, 0.5);
  EXPECT_EQ(FirstWaitAt(result), 0) << "it was a pause as others are";
}

}  // namespace
}  // namespace seep
