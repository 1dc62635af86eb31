// Each way in which a request fails, counted as what it is.
#include <sys/resource.h>

#include "load/running.h"

namespace seep {
namespace {

void ExpectOnly(const LoadResult& result, LoadError kind, uint64_t count) {
  EXPECT_EQ(result.requests, count);
  EXPECT_EQ(result.answers, 0u);
  EXPECT_EQ(ErrorsOf(result, kind), count) << result.error_example;
  EXPECT_EQ(result.ErrorCount(), count);
  EXPECT_NE(result.error_example.find(std::string("GET / at 127.0.0.1:")), std::string::npos);
  EXPECT_NE(result.error_example.find(Name(kind)), std::string::npos) << result.error_example;
}

LoadResult AfterAnswer(std::string answer) {
  ScriptedServer server(Answering(std::move(answer), 1));
  return RunRound(SpecFor(server), 3);
}

TEST(LoadErrors, RefusedConnections) {
  ScriptedServer server({}, AF_INET, -1);
  const LoadResult result = RunRound(SpecFor(server, 2), 6);
  ExpectOnly(result, LoadError::kConnectRefused, 6);
  EXPECT_EQ(result.connections, 0u);
  EXPECT_NE(result.error_example.find("Connection refused"), std::string::npos);
}

// Lowers the number of descriptors to what is open already.
class NoMoreDescriptors {
 public:
  NoMoreDescriptors() {
    getrlimit(RLIMIT_NOFILE, &before_);
    rlimit none = before_;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_NOFILE, &none);
  }
  NoMoreDescriptors(const NoMoreDescriptors&) = delete;
  NoMoreDescriptors& operator=(const NoMoreDescriptors&) = delete;
  ~NoMoreDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST(LoadErrors, OutOfDescriptors) {
  ScriptedServer server({});
  const auto generator = LoadGenerator::Create(SpecFor(server, 2));
  ASSERT_TRUE(generator.has_value());
  LoadResult result;
  {
    const NoMoreDescriptors none;
    result = (*generator)->Run({.requests = 4, .duration = {}}, {});
  }
  ExpectOnly(result, LoadError::kConnectFailed, 4);
  EXPECT_NE(result.error_example.find("raise ulimit -n"), std::string::npos);
}

TEST(LoadErrors, ConnectionsThatAreNeverMade) {
  // A full accept queue drops what comes in (listen(2)); the queue holds backlog + 1.
  ScriptedServer server({}, AF_INET, 0);
  TrafficSpec spec = SpecFor(server, 8);
  spec.timeout = milliseconds(300);
  const LoadResult result = RunRound(spec, 8);
  EXPECT_EQ(result.requests, 8u);
  EXPECT_GT(ErrorsOf(result, LoadError::kConnectTimeout), 0u);
  EXPECT_GT(ErrorsOf(result, LoadError::kTimeout), 0u);  // those that got into the queue
  EXPECT_EQ(result.ErrorCount(), 8u);
}

TEST(LoadErrors, HaveAnExampleOfEachKind) {
  ScriptedServer server([](Peer& peer) {
    const std::string request = peer.ReadRequest();
    if (request.starts_with("GET /reset")) return peer.Reset();
    if (request.starts_with("GET /nonsense")) peer.Write("nonsense\r\n");
  });
  TrafficSpec spec = SpecFor(server);
  for (const char* target : {"/reset1", "/nonsense", "/close", "/reset2"}) {
    spec.replay.push_back(spec.request);
    spec.replay.back().target = target;
  }
  const LoadResult result = RunRound(spec, 4);
  const auto example = [&](LoadError kind) {
    return result.error_examples[static_cast<size_t>(kind)];
  };
  const std::string place = " at 127.0.0.1:" + std::to_string(server.port());
  EXPECT_EQ(ErrorsOf(result, LoadError::kReset), 2u);
  EXPECT_EQ(example(LoadError::kReset).find("GET /reset1" + place + ": connection reset"), 0u);
  EXPECT_EQ(example(LoadError::kProtocol).find("GET /nonsense" + place + ": not valid HTTP"), 0u);
  EXPECT_EQ(example(LoadError::kClosedEarly).find("GET /close" + place + ": closed early"), 0u);
  EXPECT_EQ(example(LoadError::kTimeout), "");
  EXPECT_EQ(result.error_example, example(LoadError::kReset)) << "the first of all";
}

TEST(LoadErrors, AnswersThatDoNotComeInTime) {
  ScriptedServer server([](Peer& peer) {
    peer.ReadRequest();
    peer.Write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell");
    peer.ClientCloses();
  });
  TrafficSpec spec = SpecFor(server, 2);
  spec.timeout = milliseconds(100);
  ExpectOnly(RunRound(spec, 4), LoadError::kTimeout, 4);
}

TEST(LoadErrors, Resets) {
  ScriptedServer server([](Peer& peer) {
    peer.ReadRequest();
    peer.Reset();
  });
  ExpectOnly(RunRound(SpecFor(server, 2), 6), LoadError::kReset, 6);
}

TEST(LoadErrors, ConnectionsClosedBeforeTheAnswer) {
  const LoadResult result = AfterAnswer("");
  ExpectOnly(result, LoadError::kClosedEarly, 3);
  EXPECT_NE(result.error_example.find("before the answer"), std::string::npos);
}

TEST(LoadErrors, ConnectionsClosedInTheHead) {
  const LoadResult result = AfterAnswer("HTTP/1.1 200 OK\r\nContent-");
  ExpectOnly(result, LoadError::kClosedEarly, 3);
  EXPECT_NE(result.error_example.find("in the middle of the answer's head"), std::string::npos);
}

TEST(LoadErrors, ConnectionsClosedInTheBody) {
  const LoadResult result = AfterAnswer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell");
  ExpectOnly(result, LoadError::kClosedEarly, 3);
  EXPECT_EQ(result.body_bytes_received, 12u);
  EXPECT_NE(result.error_example.find("in the middle of the answer's body"), std::string::npos);
}

TEST(LoadErrors, ConnectionsClosedInAChunkedBody) {
  for (const char* cut : {"5\r\nhel", "5\r\nhello", "5\r\nhello\r\n", "5\r\nhello\r\n0\r\n"}) {
    ExpectOnly(
        AfterAnswer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(cut)),
        LoadError::kClosedEarly, 3);
  }
}

TEST(LoadErrors, AnswersThatAreNotHttp) {
  const std::string ok(kOk);
  for (const std::string& answer :
       {std::string("SSH-2.0-x\r\n"), std::string("HTTP/1.1 200 OK\nContent-Length: 0\n\n"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"),
        "HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x'),
        std::string("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"), ok + "!"}) {
    ScriptedServer server([&](Peer& peer) {
      peer.ReadRequest();
      peer.Write(answer);
      peer.ClientCloses();
    });
    ExpectOnly(RunRound(SpecFor(server), 3), LoadError::kProtocol, 3);
  }
}

TEST(LoadErrors, ARequestIsSentOnlyOnceMore) {
  ScriptedServer server([](Peer& peer) {
    peer.ReadRequest();
    if (peer.index() > 0) return;  // the second connection closes before its first answer
    peer.Write(kOk);
    peer.ReadRequest();
  });
  const LoadResult result = RunRound(SpecFor(server), 2);
  EXPECT_EQ(result.requests, 2u);
  EXPECT_EQ(result.answers, 1u);
  EXPECT_EQ(result.reconnects, 1u);
  EXPECT_EQ(ErrorsOf(result, LoadError::kClosedEarly), 1u);
}

TEST(LoadErrors, RefuseASpecThatCannotRun) {
  ScriptedServer server({});
  TrafficSpec spec = SpecFor(server);
  spec.connections = 0;
  EXPECT_FALSE(LoadGenerator::Create(spec).has_value());
  spec = SpecFor(server);
  spec.timeout = milliseconds(0);
  EXPECT_FALSE(LoadGenerator::Create(spec).has_value());
  spec = SpecFor(server);
  spec.request.target = "/a b";
  const auto generator = LoadGenerator::Create(spec);
  ASSERT_FALSE(generator.has_value());
  EXPECT_EQ(generator.error().kind, ErrorKind::kBadInput);
}

TEST(LoadGenerator, GivesUpARoundWhenNothingIsAnsweredForLong) {
  ScriptedServer silent([](Peer& peer) { peer.ClientCloses(); });
  TrafficSpec spec = SpecFor(silent, 4);
  spec.timeout = milliseconds(50);
  spec.give_up = milliseconds(300);
  const LoadResult result = RunRound(spec, 10'000);
  EXPECT_EQ(result.answers, 0u);
  EXPECT_GE(result.seconds, 0.3);
  EXPECT_LT(result.seconds, 10);
  EXPECT_EQ(ErrorsOf(result, LoadError::kTimeout), result.requests);
  EXPECT_LT(result.requests, 1'000u);
}

TEST(LoadGenerator, DoesNotGiveUpWhileSomethingIsAnswered) {
  ScriptedServer server([](Peer& peer) {  // every other connection is never answered
    while (!peer.ReadRequest().empty() && peer.index() % 2 == 0) peer.Write(kOk);
    peer.ClientCloses();
  });
  TrafficSpec spec = SpecFor(server, 2);
  spec.timeout = milliseconds(20);
  spec.give_up = milliseconds(60);
  const LoadResult result =
      RunRound(spec, RoundBounds{.requests = 0, .duration = milliseconds(300)});
  EXPECT_GE(result.seconds, 0.29);
  EXPECT_GT(result.answers, 0u);
  EXPECT_GT(ErrorsOf(result, LoadError::kTimeout), 0u);
}

}  // namespace
}  // namespace seep
