// What bounds a round, and how much of it runs at once.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "load/running.h"

namespace seep {
namespace {

// Lets nobody on before `count` have arrived; gives up after 20 s.
class Gate {
 public:
  explicit Gate(size_t count) : count_(count) {}
  bool Arrive() {
    std::unique_lock lock(mutex_);
    ++arrived_;
    all_here_.notify_all();
    return all_here_.wait_for(lock, std::chrono::seconds(20), [&] { return arrived_ >= count_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable all_here_;
  size_t count_;
  size_t arrived_ = 0;
};

TEST(Round, HasExactlyAsManyRequestsAsAskedFor) {
  ScriptedServer server(Answering(std::string(kOk)));
  for (const unsigned threads : {1u, 2u, 3u}) {
    for (const uint64_t requests : {1u, 2u, 7u, 500u}) {
      const LoadResult result = RunRound(SpecFor(server, 5), requests, threads);
      EXPECT_EQ(result.requests, requests) << threads << " threads";
      EXPECT_EQ(result.answers, requests) << result.error_example;
    }
  }
}

TEST(Round, HasAllConnectionsOpenAtOnce) {
  for (const unsigned threads : {1u, 2u}) {
    Gate gate(8);
    std::atomic<int> alone = 0;
    ScriptedServer server([&](Peer& peer) {
      if (!gate.Arrive()) ++alone;
      Answering(std::string(kOk))(peer);
    });
    const LoadResult result = RunRound(SpecFor(server, 8), 80, threads);
    EXPECT_EQ(alone, 0);
    EXPECT_EQ(result.answers, 80u);
    EXPECT_EQ(result.connections, 8u);
    EXPECT_EQ(result.connections_peak, 8u);
  }
}

TEST(Round, OpensNoMoreConnectionsThanItHasRequests) {
  ScriptedServer server(Answering(std::string(kOk)));
  EXPECT_EQ(RunRound(SpecFor(server, 8), 3).connections, 3u);
}

TEST(Round, LeavesNoConnectionOpen) {
  std::atomic<int> closed = 0;
  {
    ScriptedServer server([&](Peer& peer) {
      peer.ReadRequest();
      peer.Write(kOk);
      if (peer.ClientCloses()) ++closed;
    });
    RunRound(SpecFor(server, 4), 4);
  }
  EXPECT_EQ(closed, 4);
}

// Nagle's algorithm and delayed acknowledgments, each of which waits for the other.
TEST(Round, AcknowledgesPartOfAnAnswerAtOnceWhereItIsAskedTo) {
  ScriptedServer server([](Peer& peer) {
    while (!peer.ReadRequest().empty() &&
           peer.Write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n") && peer.Write("ok")) {
    }
  });
  TrafficSpec spec = SpecFor(server);
  const auto median_ms = [&] {
    const LoadResult result = RunRound(spec, 60);
    EXPECT_EQ(result.answers, 60u) << result.error_example;
    return static_cast<double>(result.latency.Quantile(0.5)) / 1e6;
  };
  EXPECT_GT(median_ms(), 30);  // what a server has to be able to show, too
  spec.quick_ack = true;
  EXPECT_LT(median_ms(), 20);
}

TEST(Round, CanBeRunAgain) {
  ScriptedServer server(Answering(std::string(kOk)));
  const auto generator = LoadGenerator::Create(SpecFor(server, 3), 2);
  ASSERT_TRUE(generator.has_value());
  for (int i = 0; i < 3; ++i) {
    const LoadResult result = (*generator)->Run({.requests = 30, .duration = {}}, {});
    EXPECT_EQ(result.answers, 30u);
    EXPECT_EQ(result.connections, 3u);
  }
}

TEST(Round, EndsAtItsTime) {
  ScriptedServer server(Answering(std::string(kOk)));
  const LoadResult result =
      RunRound(SpecFor(server, 2), RoundBounds{.requests = 0, .duration = milliseconds(200)}, 2);
  EXPECT_GE(result.seconds, 0.2);
  EXPECT_GT(result.answers, 0u);
  EXPECT_EQ(result.ErrorCount(), 0u) << result.error_example;
  EXPECT_EQ(result.requests, result.answers);
}

TEST(Round, WaitsForAnswersUnderWayAtItsTimeAndBeginsNoMore) {
  std::atomic<int> begun_late = 0;
  {
    ScriptedServer server([&](Peer& peer) {
      peer.ReadRequest();
      peer.HasNewsWithin(300);  // a slow answer
      peer.Write(kOk);
      if (!peer.ReadRequest().empty()) ++begun_late;
    });
    const LoadResult result =
        RunRound(SpecFor(server, 2), RoundBounds{.requests = 0, .duration = milliseconds(50)});
    EXPECT_EQ(result.requests, 2u);
    EXPECT_EQ(result.answers, 2u);
    EXPECT_GE(result.seconds, 0.3) << "until the last answer";
  }
  EXPECT_EQ(begun_late, 0);
}

TEST(Round, WaitsForNoAnswerLongerThanTheTimeout) {
  ScriptedServer server([](Peer& peer) {
    peer.ReadRequest();
    peer.ClientCloses();
  });
  TrafficSpec spec = SpecFor(server, 2);
  spec.timeout = milliseconds(400);
  const LoadResult result =
      RunRound(spec, RoundBounds{.requests = 0, .duration = milliseconds(100)});
  EXPECT_EQ(result.requests, 2u);
  EXPECT_EQ(ErrorsOf(result, LoadError::kTimeout), 2u);
  EXPECT_GE(result.seconds, 0.4) << "the whole timeout, behind the time's end";
  EXPECT_LT(result.seconds, 15);
}

TEST(Round, StopsWhenAskedTo) {
  for (const unsigned threads : {1u, 2u}) {
    Gate gate(3);  // both requests are there, and the one who stops
    std::stop_source stop;
    ScriptedServer server([&](Peer& peer) {
      peer.ReadRequest();
      gate.Arrive();
      peer.ClientCloses();
    });
    const auto generator = LoadGenerator::Create(SpecFor(server, 2), threads);
    ASSERT_TRUE(generator.has_value());
    std::jthread stopper([&] {
      gate.Arrive();
      stop.request_stop();
    });
    const LoadResult result =
        (*generator)->Run({.requests = 1000, .duration = {}}, stop.get_token());
    EXPECT_EQ(result.requests, 0u);
    EXPECT_LT(result.seconds, 15);  // the request timeout would be 30
  }
}

TEST(Round, DoesNotBeginAfterAStop) {
  ScriptedServer server(Answering(std::string(kOk)));
  const auto generator = LoadGenerator::Create(SpecFor(server));
  ASSERT_TRUE(generator.has_value());
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ((*generator)->Run({.requests = 1000, .duration = {}}, stop.get_token()).requests, 0u);
}

TEST(Round, GivesUpAfterAThousandErrorsInARow) {
  ScriptedServer server([](Peer& peer) {
    peer.ReadRequest();
    peer.Reset();
  });
  const LoadResult result = RunRound(SpecFor(server, 4), 1'000'000);
  EXPECT_GE(result.ErrorCount(), 1'000u);
  EXPECT_LT(result.ErrorCount(), 1'100u);
}

TEST(Round, GivesUpSoonWhenNobodyListens) {
  ScriptedServer server({}, AF_INET, -1);
  const LoadResult result = RunRound(SpecFor(server), 1'000'000);
  EXPECT_GE(result.seconds, 0.5);
  EXPECT_GT(result.ErrorCount(), 0u);
  EXPECT_LE(result.ErrorCount(), 1'000u);
}

TEST(Round, TellsItsProgressOnTheCallingThread) {
  ScriptedServer server(Answering(std::string(kOk)));
  for (const unsigned threads : {1u, 2u}) {
    const auto generator = LoadGenerator::Create(SpecFor(server, 2), threads);
    ASSERT_TRUE(generator.has_value());
    std::vector<LoadProgress> seen;
    bool elsewhere = false;
    const auto here = std::this_thread::get_id();
    const LoadResult result = (*generator)
                                  ->Run({.requests = 0, .duration = milliseconds(1'000)}, {},
                                        [&](const LoadProgress& progress) {
                                          elsewhere =
                                              elsewhere || std::this_thread::get_id() != here;
                                          seen.push_back(progress);
                                        });
    EXPECT_FALSE(elsewhere);
    ASSERT_FALSE(seen.empty());
    EXPECT_LE(static_cast<double>(seen.size()), result.seconds / 0.15 + 1);
    EXPECT_GT(seen.back().requests, 0u);
    EXPECT_GT(seen.back().p50_ns, 0u);
    EXPECT_GE(seen.back().p99_ns, seen.back().p50_ns);
    EXPECT_LE(seen.back().p99_ns, result.latency.max());
    EXPECT_LE(seen.back().requests, result.requests);
    EXPECT_GT(seen.back().seconds, 0);
  }
}

}  // namespace
}  // namespace seep
