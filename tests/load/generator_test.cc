// Answers of every kind, read as they should be.
#include "load/generator.h"

#include <gmock/gmock.h>

#include <atomic>
#include <fstream>
#include <mutex>
#include <sstream>

#include "load/running.h"
#include "load/shapes.h"

namespace seep {
namespace {

LoadResult Answered(std::string answer, uint64_t requests = 3, const std::string& method = "GET") {
  ScriptedServer server(Answering(std::move(answer)));
  TrafficSpec spec = SpecFor(server);
  spec.request.method = method;
  return RunRound(spec, requests);
}

void ExpectAllWell(const LoadResult& result, uint64_t requests) {
  EXPECT_EQ(result.requests, requests);
  EXPECT_EQ(result.answers, requests);
  EXPECT_EQ(result.ErrorCount(), 0u) << result.error_example;
  EXPECT_EQ(result.error_example, "");
  EXPECT_EQ(result.latency.count(), requests);
}

std::vector<RequestSpec> FiveRequests(const RequestSpec& like) {
  std::vector<RequestSpec> requests(5, like);
  for (size_t i = 0; i < requests.size(); ++i) requests[i].target = "/" + std::to_string(i);
  requests[3].method = "HEAD";
  return requests;
}

// What arrived, over all connections: of five requests in turn, or of one for that target.
std::vector<std::string> TargetsOf(const std::vector<RoundBounds>& rounds, unsigned threads,
                                   const std::string& target = "") {
  std::mutex mutex;
  std::vector<std::string> targets;
  ScriptedServer server([&](Peer& peer) {
    for (;;) {
      const std::string request = peer.ReadRequest();
      if (request.empty()) return;
      {
        const std::lock_guard lock(mutex);
        targets.push_back(request.substr(0, request.find(" HTTP")));
      }
      peer.Write(request.starts_with("HEAD") ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
                                             : kOk);
    }
  });
  TrafficSpec spec = SpecFor(server);
  spec.connections = threads;
  spec.request.target = target;
  if (target.empty()) spec.replay = FiveRequests(spec.request);
  const auto generator = LoadGenerator::Create(spec, threads);
  EXPECT_TRUE(generator);
  for (const RoundBounds& round : rounds) {
    const LoadResult result = (*generator)->Run(round, {});
    EXPECT_EQ(result.ErrorCount(), 0u) << result.error_example;
  }
  const std::lock_guard lock(mutex);
  return targets;
}

TEST(LoadGenerator, ReplaysRequestsInTheirOrderFromWhereTheRoundBegins) {
  using testing::ElementsAre;
  EXPECT_THAT(TargetsOf({{.first = 0, .requests = 4, .duration = {}},
                         {.first = 4, .requests = 3, .duration = {}}},
                        1),
              ElementsAre("GET /0", "GET /1", "GET /2", "HEAD /3", "GET /4", "GET /0", "GET /1"));
}

TEST(LoadGenerator, ReplaysEachRequestOnceInAPassOverAllThreads) {
  using testing::UnorderedElementsAre;
  EXPECT_THAT(TargetsOf({{.first = 7, .requests = 5, .duration = {}}}, 2),
              UnorderedElementsAre("GET /0", "GET /1", "GET /2", "HEAD /3", "GET /4"));
}

TEST(RoundBounds, CountsAPeriodOnFromPartToPart) {
  const RoundBounds round{.first = 100, .requests = 7, .period = 3};
  std::vector<uint64_t> numbers;
  for (const RoundBounds& part : {round.Part(0, 4), round.Part(4, 3)}) {
    for (uint64_t i = 0; i < part.requests; ++i) numbers.push_back(part.Number(i));
  }
  EXPECT_THAT(numbers, testing::ElementsAre(100, 101, 102, 100, 101, 102, 100));
  EXPECT_EQ((RoundBounds{.first = 100, .requests = 7}.Part(4, 3).Number(1)), 105u);
}

TEST(LoadGenerator, FillsPlaceholdersWithAPeriodOverAndOver) {
  EXPECT_THAT(TargetsOf({{.first = 6, .requests = 5, .period = 2}}, 1, "/{i}"),
              testing::ElementsAre("GET /6", "GET /7", "GET /6", "GET /7", "GET /6"));
}

TEST(LoadGenerator, SendsTheSameBytesAgainAndAgainOnOneConnection) {
  std::vector<std::string> requests;
  LoadResult result;
  TrafficSpec spec;
  {
    ScriptedServer server([&](Peer& peer) {
      for (;;) {
        std::string request = peer.ReadRequest();
        if (request.empty()) return;
        requests.push_back(std::move(request));
        peer.Write(kOk);
      }
    });
    spec = SpecFor(server);
    spec.request.method = "POST";
    spec.request.target = "/a?b=c";
    spec.request.headers = {{"X-A", "1"}};
    spec.request.body = "body";
    result = RunRound(spec, 3);
  }
  const std::string wire =
      "POST /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(spec.endpoint.port) +
      "\r\nUser-Agent: seep/" SEEP_VERSION
      "\r\nAccept: */*\r\nX-A: 1\r\nContent-Length: 4\r\n\r\nbody";
  EXPECT_EQ(requests, std::vector<std::string>(3, wire));
  ExpectAllWell(result, 3);
  EXPECT_EQ(result.connections, 1u);
  EXPECT_EQ(result.connections_peak, 1u);
  EXPECT_EQ(result.reconnects, 0u);
  EXPECT_EQ(result.bytes_sent, 3 * wire.size());
  EXPECT_EQ(result.bytes_received, 3 * kOk.size());
  EXPECT_EQ(result.body_bytes_received, 15u);
  EXPECT_EQ(result.status_class[2], 3u);
}

TEST(LoadGenerator, CountsAnswersByClassOfStatus) {
  ScriptedServer server([](Peer& peer) {
    for (const char* status : {"200", "301", "404", "404", "503"}) {
      peer.ReadRequest();
      peer.Write("HTTP/1.1 " + std::string(status) + " \r\nContent-Length: 0\r\n\r\n");
    }
    peer.ClientCloses();
  });
  const LoadResult result = RunRound(SpecFor(server), 5);
  ExpectAllWell(result, 5);
  EXPECT_EQ(result.status_class, (std::array<uint64_t, 6>{0, 0, 1, 1, 2, 1}));
}

TEST(LoadGenerator, SkipsInterimAnswers) {
  const LoadResult result =
      Answered("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" +
               std::string(kOk));
  ExpectAllWell(result, 3);
  EXPECT_EQ(result.status_class[2], 3u);
  EXPECT_EQ(result.status_class[1], 0u);
}

TEST(LoadGenerator, ReadsAnswersThatComeByteByByte) {
  const std::string answer =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX-T: 1\r\n\r\n";
  ScriptedServer server([&](Peer& peer) {
    while (!peer.ReadRequest().empty()) {
      // No Nagle on our side either: each byte is a segment, and most are a read of their own.
      for (const char& byte : answer) peer.Write({&byte, 1});
    }
  });
  const LoadResult result = RunRound(SpecFor(server), 5);
  ExpectAllWell(result, 5);
  EXPECT_EQ(result.body_bytes_received, 25u);
  EXPECT_EQ(result.bytes_received, 5 * answer.size());
}

TEST(LoadGenerator, ExpectsNoBodyWhereThereIsNone) {
  ExpectAllWell(Answered("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", 3, "HEAD"), 3);
  ExpectAllWell(Answered("HTTP/1.1 204 No Content\r\n\r\n"), 3);
  ExpectAllWell(Answered("HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n"), 3);
}

TEST(LoadGenerator, ReadsABodyUntilTheServerCloses) {
  ScriptedServer server(Answering("HTTP/1.1 200 OK\r\n\r\nall of it", 1));
  const LoadResult result = RunRound(SpecFor(server), 3);
  ExpectAllWell(result, 3);
  EXPECT_EQ(result.connections, 3u);
  EXPECT_EQ(result.body_bytes_received, 27u);
}

TEST(LoadGenerator, OpensAnotherConnectionWhenTheServerWillNotKeepIt) {
  for (const std::string_view answer : {kOkClose, std::string_view("HTTP/1.0 200 OK\r\n"
                                                                   "Content-Length: 0\r\n\r\n")}) {
    ScriptedServer server(Answering(std::string(answer), 1));
    const LoadResult result = RunRound(SpecFor(server), 4);
    ExpectAllWell(result, 4);
    EXPECT_EQ(result.connections, 4u);
    EXPECT_EQ(result.reconnects, 0u);
  }
}

TEST(LoadGenerator, KeepsAnHttp10ConnectionThatTheServerKeeps) {
  ScriptedServer server(
      Answering("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n"));
  TrafficSpec spec = SpecFor(server);
  spec.request.version = HttpVersion::k10;
  const LoadResult result = RunRound(spec, 4);
  ExpectAllWell(result, 4);
  EXPECT_EQ(result.connections, 1u);
}

TEST(LoadGenerator, LeavesClosingToTheServerWithAConnectionForEachRequest) {
  for (const HttpVersion version : {HttpVersion::k10, HttpVersion::k11}) {
    std::atomic<int> early = 0;
    ScriptedServer server([&](Peer& peer) {
      peer.ReadRequest();
      peer.Write(kOkClose);
      if (peer.HasNewsWithin(50)) ++early;
    });
    TrafficSpec spec = SpecFor(server, 2, CloseShape());
    spec.request.version = version;
    const LoadResult result = RunRound(spec, 6);
    ExpectAllWell(result, 6);
    EXPECT_EQ(result.connections, 6u);
    EXPECT_EQ(early, 0);
  }
}

// Sockets of /proc/net/tcp in TIME_WAIT whose peer has that port.
size_t TimeWaitsTowards(uint16_t port) {
  std::ifstream table("/proc/net/tcp");
  std::string line;
  size_t count = 0;
  std::ostringstream wanted;
  wanted << ':' << std::uppercase << std::hex;
  wanted.width(4);
  wanted.fill('0');
  wanted << port << " 06";  // "address:port state", proc(5)
  while (std::getline(table, line)) count += line.find(wanted.str()) != std::string::npos ? 1 : 0;
  return count;
}

TEST(LoadGenerator, HoldsNoLocalPortAfterAConnectionForEachRequest) {
  ScriptedServer server(Answering(std::string(kOkClose), 1));
  // The port may have been another test's a minute ago, whose client closed first.
  const size_t before = TimeWaitsTowards(server.port());
  const LoadResult result = RunRound(SpecFor(server, 8, CloseShape()), 200);
  ExpectAllWell(result, 200);
  EXPECT_LE(TimeWaitsTowards(server.port()), before);
}

TEST(LoadGenerator, ClosesItselfWhenTheServerDoesNot) {
  std::atomic<int> closed = 0;
  LoadResult result;
  {
    ScriptedServer server([&](Peer& peer) {
      peer.ReadRequest();
      peer.Write(kOk);
      if (peer.ClientCloses()) ++closed;
    });
    result = RunRound(SpecFor(server, 2, CloseShape()), 2);
  }
  ExpectAllWell(result, 2);
  EXPECT_EQ(closed, 2);
}

TEST(LoadGenerator, SendsARequestAgainThatMetAClosedIdleConnection) {
  ScriptedServer server([](Peer& peer) {
    peer.ReadRequest();
    peer.Write(kOk);
    peer.ReadRequest();  // and closes without a byte of the answer
  });
  const LoadResult result = RunRound(SpecFor(server), 4);
  ExpectAllWell(result, 4);
  EXPECT_EQ(result.reconnects, 3u);
  EXPECT_EQ(result.connections, 4u);
}

TEST(LoadGenerator, MovesLargeBodiesBothWays) {
  const std::string large(8 << 20, 'x');
  ScriptedServer server(Answering("HTTP/1.1 200 OK\r\nContent-Length: 8388608\r\n\r\n" + large));
  TrafficSpec spec = SpecFor(server, 2);
  spec.request.method = "PUT";
  spec.request.body = large;
  const LoadResult result = RunRound(spec, 4);
  ExpectAllWell(result, 4);
  EXPECT_EQ(result.body_bytes_received, 4 * large.size());
}

TEST(LoadGenerator, TakesAnAnswerThatComesBeforeTheBodyIsSent) {
  std::atomic<int> refused = 0;
  ScriptedServer server([&](Peer& peer) {
    peer.Write("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
    ++refused;
    peer.ClientCloses();
  });
  TrafficSpec spec = SpecFor(server);
  spec.request.method = "PUT";
  spec.request.body = std::string(64 << 20, 'x');  // more than the sockets' buffers take
  const LoadResult result = RunRound(spec, 2);
  ExpectAllWell(result, 2);
  EXPECT_EQ(result.status_class[4], 2u);
  EXPECT_EQ(result.connections, 2u);
}

TEST(LoadGenerator, SpeaksIpv6) {
  ScriptedServer server(Answering(std::string(kOk)), AF_INET6);
  if (!server.listening()) GTEST_SKIP() << "no IPv6 loopback here";
  ExpectAllWell(RunRound(SpecFor(server), 3), 3);
}

}  // namespace
}  // namespace seep
