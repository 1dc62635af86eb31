// Servers that close first, and those that leave it to the client.
#include "load/closing_order.h"

#include <atomic>
#include <memory>

#include "load/running.h"
#include "load/shapes.h"

namespace seep {
namespace {

const TimePoint kStart = TimePoint(std::chrono::hours(1));

// A server that has left a connection open for as long as it could.
ClosingOrder Left() {
  ClosingOrder order;
  order.WaitedInVain(kStart, kStart + milliseconds(1'000));
  return order;
}

TEST(ClosingOrder, GivesAServerASecondToCloseFirst) {
  ClosingOrder order;
  EXPECT_EQ(order.Patience(kStart), milliseconds(1'000));
  order.ServerClosed(kStart + milliseconds(900));
  EXPECT_EQ(order.Patience(kStart + milliseconds(900)), milliseconds(1'000));
}

TEST(ClosingOrder, ClosesAtOnceWhenAConnectionHasWaitedInVain) {
  ClosingOrder order = Left();
  EXPECT_EQ(order.Patience(kStart + milliseconds(1'000)), milliseconds(0));
  EXPECT_EQ(order.Patience(kStart + milliseconds(1'999)), milliseconds(0));
}

TEST(ClosingOrder, BelievesAServerThatClosesOthersMeanwhile) {
  ClosingOrder order;
  order.ServerClosed(kStart + milliseconds(1));
  order.WaitedInVain(kStart, kStart + milliseconds(1'000));
  EXPECT_EQ(order.Patience(kStart + milliseconds(1'000)), milliseconds(1'000));
}

TEST(ClosingOrder, AsksOneConnectionASecondAgainAndForAShortTime) {
  ClosingOrder order = Left();
  EXPECT_EQ(order.Patience(kStart + milliseconds(2'000)), milliseconds(50));
  EXPECT_EQ(order.Patience(kStart + milliseconds(2'000)), milliseconds(0));
  order.WaitedInVain(kStart + milliseconds(2'000), kStart + milliseconds(2'050));
  EXPECT_EQ(order.Patience(kStart + milliseconds(2'999)), milliseconds(0));
  EXPECT_EQ(order.Patience(kStart + milliseconds(3'000)), milliseconds(50));
}

TEST(ClosingOrder, BelievesAServerThatBeginsToCloseFirst) {
  ClosingOrder order = Left();
  order.ServerClosed(kStart + milliseconds(2'010));
  EXPECT_EQ(order.Patience(kStart + milliseconds(2'010)), milliseconds(1'000));
}

// What a server does with each of its connections once it has answered.
enum class Then : uint8_t { kClose, kCloseLate, kLeave };

struct Closer {
  explicit Closer(std::string_view answer, Then then)
      : server([this, answer](Peer& peer) {
          while (!peer.ReadRequest().empty()) {
            peer.Write(answer);
            const Then now = does;
            if (now == Then::kClose) return;
            if (now == Then::kCloseLate && !peer.HasNewsWithin(20)) return;
            if (now == Then::kCloseLate) ++closed_by_client;
          }
          ++closed_by_client;
        }),
        does(then) {}
  ScriptedServer server;
  std::atomic<Then> does;
  std::atomic<int> closed_by_client = 0;
};

TEST(Closing, WaitsOnceForAServerThatLeavesItToTheClient) {
  // Whether it says that it closes, or does not look at the request's Connection: close.
  for (const std::string_view answer : {kOkClose, kOk}) {
    Closer closer(answer, Then::kLeave);
    const auto generator = LoadGenerator::Create(SpecFor(closer.server, 2, CloseShape()));
    ASSERT_TRUE(generator);
    const LoadResult first = (*generator)->Run({.requests = 40, .duration = {}}, {});
    EXPECT_EQ(first.answers, 40u) << first.error_example;
    EXPECT_EQ(first.connections, 40u);
    EXPECT_GE(first.seconds, 1) << "the server had no chance to close first";
    EXPECT_LT(first.seconds, 3) << "a second for each connection would be 20";
    const LoadResult second = (*generator)->Run({.requests = 40, .duration = {}}, {});
    EXPECT_EQ(second.answers, 40u) << second.error_example;
    EXPECT_LT(second.seconds, 0.9) << "the first round's lesson is forgotten";
  }
}

TEST(Closing, KnowsFromOneWayOfSendingWhatAnotherNeedNotLearn) {
  Closer closer(kOkClose, Then::kLeave);
  const auto learnt = std::make_shared<Learnt>(0);
  const auto first = LoadGenerator::Create(SpecFor(closer.server, 2, CloseShape()), 1, learnt);
  const auto second = LoadGenerator::Create(SpecFor(closer.server, 2, KeepAliveShape()), 1, learnt);
  ASSERT_TRUE(first && second);
  EXPECT_GE((*first)->Run({.requests = 4, .duration = {}}, {}).seconds, 1);
  const LoadResult result = (*second)->Run({.requests = 40, .duration = {}}, {});
  EXPECT_EQ(result.answers, 40u) << result.error_example;
  EXPECT_LT(result.seconds, 0.9);
}

TEST(Closing, LeavesItToAServerThatClosesABitLate) {
  Closer closer(kOkClose, Then::kCloseLate);
  const LoadResult result = RunRound(SpecFor(closer.server, 2, CloseShape()), 20);
  EXPECT_EQ(result.answers, 20u) << result.error_example;
  EXPECT_EQ(closer.closed_by_client, 0);
}

TEST(Closing, LeavesItToAServerAgainThatBeginsToCloseFirst) {
  Closer closer(kOkClose, Then::kLeave);
  TrafficSpec spec = SpecFor(closer.server, 1, CloseShape());
  spec.rate = 50;
  const auto generator = LoadGenerator::Create(spec);
  ASSERT_TRUE(generator);
  EXPECT_EQ((*generator)->Run({.requests = 5, .duration = {}}, {}).answers, 5u);
  closer.does = Then::kClose;
  // A second's requests come to the probe.
  (*generator)->Run({.requests = 0, .duration = milliseconds(1'200)}, {});
  closer.does = Then::kCloseLate;
  const int before = closer.closed_by_client;
  EXPECT_EQ((*generator)->Run({.requests = 5, .duration = {}}, {}).answers, 5u);
  EXPECT_EQ(closer.closed_by_client, before);
}

}  // namespace
}  // namespace seep
