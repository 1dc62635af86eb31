// The generator over HTTP/2, against a server whose answers a test decides.
#include <gmock/gmock.h>

#include <atomic>
#include <set>
#include <thread>

#include "load/http2_server.h"
#include "load/running.h"
#include "load/shapes.h"
#include "load/tls_server.h"

namespace seep {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::SizeIs;

using Kind = Http2Reply::Kind;

Shape Named(const std::string& name) {
  const auto shape = ParseShape(name);
  EXPECT_TRUE(shape) << name;
  return shape ? *shape : Shape();
}

TrafficSpec Over(const Http2Server& server, uint32_t connections = 1, uint32_t streams = 1,
                 const Shape& shape = {}) {
  TrafficSpec spec = SpecFor(server.server(), connections, shape);
  spec.http2 = true;
  spec.streams = streams;
  return spec;
}

RequestSpec To(const std::string& target, const std::string& body = "") {
  RequestSpec request;
  request.target = target;
  if (!body.empty()) request.method = "POST";
  request.body = body;
  return request;
}

TEST(Http2, CarriesOneRequestAfterAnotherOnAConnection) {
  Http2Server server;
  const LoadResult result = RunRound(Over(server), 50);
  EXPECT_EQ(result.answers, 50u) << result.error_example;
  EXPECT_EQ(result.status_class[2], 50u);
  EXPECT_EQ(result.connections, 1u);
  EXPECT_EQ(result.body_bytes_received, 250u);
  EXPECT_EQ(result.latency.count(), 50u);
  EXPECT_EQ(result.ErrorCount(), 0u);
  EXPECT_THAT(server.Asked(), AllOf(SizeIs(50), Each(Field(&Http2Asked::at_once, 1u))));
  EXPECT_EQ(server.Goaways(1), 1u);
}

TEST(Http2, HasSeveralRequestsUnderWayAtOnce) {
  Http2Server server({}, 5);
  const LoadResult result = RunRound(Over(server, 2, 5), 100, 2);
  EXPECT_EQ(result.answers, 100u) << result.error_example;
  EXPECT_EQ(result.connections, 2u);
  size_t most = 0;
  for (const Http2Asked& asked : server.Asked()) most = std::max(most, asked.at_once);
  EXPECT_EQ(most, 5u);
}

TEST(Http2, HasNoMoreUnderWayThanTheServerAllows) {
  Http2Server server({}, 3, 3);
  const LoadResult result = RunRound(Over(server, 1, 20), 60);
  EXPECT_EQ(result.answers, 60u) << result.error_example;
  EXPECT_EQ(result.reconnects, 0u) << "it was refused what it could have known to be too much";
  EXPECT_EQ(result.connections, 1u);
}

TEST(Http2, SendsExactlySoManyRequests) {
  for (const uint64_t requests : {1u, 3u, 7u}) {
    Http2Server server;
    EXPECT_EQ(RunRound(Over(server, 2, 4), requests).answers, requests);
    EXPECT_THAT(server.Asked(), SizeIs(requests));
  }
}

TEST(Http2, SendsBodiesAndReadsLargeAnswers) {
  const std::string large(3'000'000, 'y');
  Http2Server server([&](const Http2Asked&) { return Http2Reply{.body = large}; });
  TrafficSpec spec = Over(server, 1, 2);
  spec.request.method = "POST";
  spec.request.body.assign(200'000, 'x');
  const LoadResult result = RunRound(spec, 4);
  EXPECT_EQ(result.answers, 4u) << result.error_example;
  EXPECT_EQ(result.body_bytes_received, 4 * large.size());
  EXPECT_THAT(server.Asked(), Each(Field(&Http2Asked::body, spec.request.body)));
}

TEST(Http2, SendsAnotherRequestEachTimeWhereOneIsAskedFor) {
  Http2Server server;
  TrafficSpec spec = Over(server, 1, 3);
  spec.replay = {To("/a?{i}"), To("/b", "{uuid}")};
  EXPECT_EQ(RunRound(spec, 20).answers, 20u);
  std::set<std::string> paths;
  std::set<std::string> bodies;
  for (const Http2Asked& asked : server.Asked()) {
    paths.insert(asked.fields.at(":path"));
    bodies.insert(asked.body);
  }
  EXPECT_THAT(paths, SizeIs(11));   // ten of /a, and /b
  EXPECT_THAT(bodies, SizeIs(11));  // ten of /b, and none
}

TEST(Http2, OpensAConnectionForEachRequestWhereTheShapeDoes) {
  Http2Server server;
  const LoadResult result = RunRound(Over(server, 2, 4, CloseShape()), 10);
  EXPECT_EQ(result.answers, 10u) << result.error_example;
  EXPECT_EQ(result.connections, 10u);
  EXPECT_LT(result.seconds, 1) << "the server was not told that there is no more to come";
  EXPECT_EQ(server.Goaways(10), 10u);
  const LoadResult three = RunRound(Over(server, 1, 2, Named("requests-per-connection:3")), 9);
  EXPECT_EQ(three.answers, 9u) << three.error_example;
  EXPECT_EQ(three.connections, 3u);
}

TEST(Http2, KeepsConnectionsOpenBetweenRounds) {
  Http2Server server;
  const auto generator = LoadGenerator::Create(Over(server, 2, 3, Named("long-lived")));
  ASSERT_TRUE(generator);
  const RoundBounds ten{.requests = 10, .duration = {}};
  EXPECT_EQ((*generator)->Run(ten, {}).connections, 2u);
  EXPECT_EQ((*generator)->KeptOpen(), 2u);
  const LoadResult second = (*generator)->Run(ten, {});
  EXPECT_EQ(second.answers, 10u) << second.error_example;
  EXPECT_EQ(second.connections, 0u);
}

TEST(Http2, OpensAgainWhatTheServerClosedBetweenRounds) {
  Http2Server server([](const Http2Asked& asked) {  // the eleventh of the first is not looked at
    return Http2Reply{.kind = asked.connection == 0 && asked.number == 10 ? Kind::kClose
                                                                          : Kind::kAnswer};
  });
  const auto generator = LoadGenerator::Create(Over(server, 1, 1, Named("long-lived")));
  ASSERT_TRUE(generator);
  const RoundBounds ten{.requests = 10, .duration = {}};
  EXPECT_EQ((*generator)->Run(ten, {}).answers, 10u);
  const LoadResult second = (*generator)->Run(ten, {});
  EXPECT_EQ(second.answers, 10u) << second.error_example;
  EXPECT_EQ(second.reconnects, 1u);
  EXPECT_EQ(second.ErrorCount(), 0u);
}

TEST(Http2, SendsAgainWhatGoawayLeavesOut) {
  Http2Server server(
      [](const Http2Asked& asked) {
        const bool last = asked.connection == 0 && asked.number == 2;
        return Http2Reply{.kind = last ? Kind::kGoaway : Kind::kAnswer};
      },
      5);
  const LoadResult result = RunRound(Over(server, 1, 5), 10);
  EXPECT_EQ(result.answers, 10u) << result.error_example;
  EXPECT_EQ(result.requests, 10u);
  EXPECT_EQ(result.connections, 2u);
  EXPECT_EQ(result.reconnects, 3u);
  EXPECT_EQ(result.ErrorCount(), 0u);
}

TEST(Http2, SendsARefusedRequestOnceMore) {
  Http2Server once([](const Http2Asked& asked) {
    if (asked.connection == 0 && asked.number == 1)
      return Http2Reply{.kind = Kind::kReset, .code = kRefusedStream};
    return Http2Reply{};
  });
  const LoadResult result = RunRound(Over(once), 4);
  EXPECT_EQ(result.answers, 4u) << result.error_example;
  EXPECT_EQ(result.connections, 2u);
  EXPECT_EQ(result.reconnects, 1u);

  Http2Server always(
      [](const Http2Asked&) { return Http2Reply{.kind = Kind::kReset, .code = kRefusedStream}; });
  const LoadResult refused = RunRound(Over(always), 2);
  EXPECT_EQ(ErrorsOf(refused, LoadError::kReset), 2u);
  EXPECT_THAT(refused.error_example, HasSubstr("REFUSED_STREAM"));
  EXPECT_THAT(always.Asked(), SizeIs(4));
}

TEST(Http2, CountsAResetStreamAndGoesOn) {
  Http2Server server([](const Http2Asked& asked) {
    return Http2Reply{.kind = asked.number % 2 == 0 ? Kind::kReset : Kind::kAnswer};
  });
  const LoadResult result = RunRound(Over(server), 10);
  EXPECT_EQ(result.answers, 5u);
  EXPECT_EQ(ErrorsOf(result, LoadError::kReset), 5u);
  EXPECT_EQ(result.connections, 1u);
  EXPECT_THAT(result.error_example, HasSubstr("INTERNAL_ERROR"));
}

TEST(Http2, CountsEachRequestOfALostConnection) {
  Http2Server server([](const Http2Asked&) { return Http2Reply{.kind = Kind::kClose}; }, 3);
  const LoadResult result = RunRound(Over(server, 1, 3), 9);
  EXPECT_EQ(result.requests, 9u);
  EXPECT_EQ(result.ErrorCount(), 9u);
  EXPECT_EQ(ErrorsOf(result, LoadError::kClosedEarly) + ErrorsOf(result, LoadError::kReset), 9u);
}

TEST(Http2, ResetsWhatIsLateAndGoesOnWithTheOthers) {
  Http2Server server([](const Http2Asked& asked) {
    return Http2Reply{.kind = asked.fields.at(":path") == "/late" ? Kind::kNothing : Kind::kAnswer};
  });
  TrafficSpec spec = Over(server, 1, 2);
  spec.replay = {To("/late"), To("/"), To("/"), To("/")};
  spec.timeout = milliseconds(200);
  const LoadResult result = RunRound(spec, 4);
  EXPECT_EQ(result.answers, 3u);
  EXPECT_EQ(ErrorsOf(result, LoadError::kTimeout), 1u);
  EXPECT_THAT(result.error_example, HasSubstr("GET /late"));
}

TEST(Http2, GivesUpARoundWhenNothingIsAnswered) {
  Http2Server server([](const Http2Asked&) { return Http2Reply{.kind = Kind::kNothing}; });
  TrafficSpec spec = Over(server, 2, 2);
  spec.timeout = milliseconds(50);
  spec.give_up = milliseconds(300);
  const LoadResult result = RunRound(spec, 100'000);
  EXPECT_LT(result.requests, 1'000u);
  EXPECT_EQ(ErrorsOf(result, LoadError::kTimeout), result.requests);
}

TEST(Http2, CountsARefusedConnectionOncePerRequest) {
  ScriptedServer nobody({}, AF_INET, -1);
  TrafficSpec spec = SpecFor(nobody, 2);
  spec.http2 = true;
  spec.streams = 4;
  const LoadResult result = RunRound(spec, 6);
  EXPECT_EQ(ErrorsOf(result, LoadError::kConnectRefused), 6u);
  EXPECT_EQ(result.requests, 6u);
}

TEST(Http2, NamesAServerThatSpeaksHttp1) {
  ScriptedServer server([](Peer& peer) {
    peer.ReadRequest();  // the preface has an empty line
    peer.Write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    peer.ClientCloses();
  });
  TrafficSpec spec = SpecFor(server);
  spec.http2 = true;
  const LoadResult result = RunRound(spec, 2);
  EXPECT_EQ(ErrorsOf(result, LoadError::kProtocol), 2u);
  EXPECT_THAT(result.error_example, HasSubstr("does not support HTTP/2"));
}

TEST(Http2, NeedsTheServersAgreementOverTls) {
  TlsServer server;  // which knows http/1.1 alone, and refuses others
  TrafficSpec spec = server.Spec();
  spec.http2 = true;
  const LoadResult result = RunRound(spec, 1);
  EXPECT_EQ(ErrorsOf(result, LoadError::kTls), 1u) << result.error_example;
}

TEST(Http2, KeepsToItsRate) {
  Http2Server server;
  TrafficSpec spec = Over(server, 2, 3);
  spec.rate = 200;
  const LoadResult result = RunRound(spec, 61);
  EXPECT_EQ(result.answers, 61u) << result.error_example;
  EXPECT_GE(result.seconds, 0.29);
  EXPECT_EQ(result.connections, 2u);
  const LoadResult timed = RunRound(spec, RoundBounds{.duration = milliseconds(300)});
  EXPECT_EQ(timed.requests, 60u);
}

// One connection whose first answer is late must not keep those that are due from the other slots.
TEST(Http2, BeginsWhatIsDueWhileAnswersAreAwaited) {
  Http2Server server([](const Http2Asked& asked) {
    return Http2Reply{.kind = asked.number == 0 ? Kind::kNothing : Kind::kAnswer};
  });
  TrafficSpec spec = Over(server, 1, 2);
  spec.rate = 100;
  spec.timeout = milliseconds(400);
  const LoadResult result = RunRound(spec, 20);
  EXPECT_EQ(result.answers, 19u);
  EXPECT_EQ(ErrorsOf(result, LoadError::kTimeout), 1u);
}

TEST(Http2, ShapesChangeTheRequestAsTheySay) {
  Http2Server server;
  RunRound(Over(server, 1, 1, Named("head")), 1);
  RunRound(Over(server, 1, 1, Named("conditional")), 1);
  RunRound(Over(server, 1, 1, Named("range")), 1);
  RunRound(Over(server, 1, 1, Named("unique-url")), 2);
  RunRound(Over(server, 1, 1, Named("upload:50")), 1);
  const auto asked = server.Asked();
  ASSERT_THAT(asked, SizeIs(6));
  EXPECT_EQ(asked[0].fields.at(":method"), "HEAD");
  EXPECT_THAT(asked[1].fields, AllOf(Contains(Key("if-none-match")), Not(Contains(Key("host")))));
  EXPECT_THAT(asked[2].fields, Contains(Pair("range", "bytes=0-0")));
  EXPECT_NE(asked[3].fields.at(":path"), asked[4].fields.at(":path"));
  EXPECT_EQ(asked[5].body, std::string(50, 'x'));
}

TEST(Http2, ClientsGoAwayWhileTheyWait) {
  Http2Server silent([](const Http2Asked&) { return Http2Reply{.kind = Kind::kNothing}; });
  const LoadResult gone = RunRound(Over(silent, 2, 1, Named("abort@waiting:20")), 6);
  EXPECT_EQ(gone.aborted, 6u) << gone.error_example;
  EXPECT_EQ(gone.connections, 6u);
  EXPECT_THAT(silent.Asked(), SizeIs(6)) << "the server has seen whole requests";
  Http2Server quick;
  EXPECT_EQ(RunRound(Over(quick, 1, 1, Named("abort@waiting:2000")), 2).answers, 2u);
}

TEST(Http2, ClientsGoAwayInTheAnswer) {
  Http2Server server([](const Http2Asked&) { return Http2Reply{.body = std::string(5'000, 'y')}; });
  EXPECT_EQ(RunRound(Over(server, 1, 1, Named("abort@first-byte")), 3).aborted, 3u);
  EXPECT_EQ(RunRound(Over(server, 1, 1, Named("abort@response:1000")), 3).aborted, 3u);
  const LoadResult shorter = RunRound(Over(server, 1, 1, Named("abort@response:100000")), 3);
  EXPECT_EQ(shorter.answers, 1u) << "which says how long they are";
  EXPECT_EQ(shorter.aborted, 2u);
}

TEST(Http2, ReadsSlowlyWhereTheShapeDoes) {
  Http2Server server([](const Http2Asked&) { return Http2Reply{.body = std::string(4'000, 'y')}; });
  const LoadResult result = RunRound(Over(server, 1, 1, Named("slow-read:400")), 1);
  EXPECT_EQ(result.answers, 1u) << result.error_example;
  EXPECT_GE(result.seconds, 0.03);
}

TEST(Http2, ShapesOfHttp1AreRefused) {
  Http2Server server;
  for (const char* name :
       {"http1.0", "pipeline", "chunked", "bad-request", "expect-100", "expect-100-no-body",
        "upgrade-h2c", "websocket", "slow-header", "abort@request-line"}) {
    const auto generator = LoadGenerator::Create(Over(server, 1, 1, Named(name)));
    ASSERT_FALSE(generator) << name;
    EXPECT_THAT(generator.error().message, HasSubstr("not with --http2"));
  }
  const auto plain = LoadGenerator::Create(SpecFor(server.server(), 1, Named("h2-rst")));
  ASSERT_FALSE(plain);
  EXPECT_THAT(plain.error().message, HasSubstr("needs HTTP/2"));
}

}  // namespace
}  // namespace seep
