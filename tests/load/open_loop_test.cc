// Requests that begin when they are due, whatever the server does.
#include <thread>

#include "load/running.h"

namespace seep {
namespace {

constexpr uint64_t kMs = 1'000'000;  // nanoseconds

TrafficSpec AtRate(const ScriptedServer& server, double rate, uint32_t connections) {
  TrafficSpec spec = SpecFor(server, connections);
  spec.rate = rate;
  return spec;
}

TEST(OpenLoop, KeepsToItsRate) {
  ScriptedServer server(Answering(std::string(kOk)));
  for (const unsigned threads : {1u, 2u}) {
    const LoadResult result = RunRound(AtRate(server, 200, 4), 101, threads);
    EXPECT_EQ(result.answers, 101u) << result.error_example;
    EXPECT_GE(result.seconds, 0.49) << threads << " threads";  // 100 intervals of 5 ms, or 50 + 50
  }
}

TEST(OpenLoop, BeginsNoneThatIsDueBehindTheDeadline) {
  ScriptedServer server(Answering(std::string(kOk)));
  const LoadResult result =
      RunRound(AtRate(server, 50, 2), RoundBounds{.duration = milliseconds(500)});
  EXPECT_EQ(result.requests, 25u);
}

TEST(OpenLoop, TakesRatesBelowOneASecond) {
  ScriptedServer server(Answering(std::string(kOk)));
  const LoadResult result =
      RunRound(AtRate(server, 0.5, 1), RoundBounds{.duration = milliseconds(300)});
  EXPECT_EQ(result.requests, 1u);
}

// Requests that were due while the server stood still have waited for it, though none of them was
// on its way ("coordinated omission").
TEST(OpenLoop, CountsTheWaitOfRequestsThatWereDue) {
  ScriptedServer server([](Peer& peer) {
    for (int i = 0; !peer.ReadRequest().empty(); ++i) {
      if (i == 10) std::this_thread::sleep_for(milliseconds(400));
      if (!peer.Write(kOk)) return;
    }
  });
  const LoadResult open = RunRound(AtRate(server, 100, 1), 60);
  EXPECT_EQ(open.answers, 60u);
  // Those due 100 ms and later after the stall began waited 300 ms or less, but they waited.
  EXPECT_GT(open.latency.Quantile(0.7), 50 * kMs);
  const LoadResult closed = RunRound(SpecFor(server), 60);
  EXPECT_LT(closed.latency.Quantile(0.7), 50 * kMs);
}

TEST(OpenLoop, OpensAConnectionAgainThatTheServerClosedWhileItWaited) {
  ScriptedServer server(Answering(std::string(kOk), 1));
  const LoadResult result = RunRound(AtRate(server, 100, 1), 10);
  EXPECT_EQ(result.answers, 10u) << result.error_example;
  EXPECT_EQ(result.connections, 10u);
}

}  // namespace
}  // namespace seep
