// Clients that go away in the middle of an answer, where answers are short; and who closes first
// over HTTP/2.
#include <gtest/gtest.h>

#include <atomic>

#include "load/http2_server.h"
#include "load/running.h"
#include "load/shapes.h"

namespace seep {
namespace {

constexpr std::string_view kFirstPart =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n";

// Answers in two parts, the second once the client has had time to go away, as a compressed page
// that was made for more bytes.
ScriptedServer::Script InTwoParts() {
  return [](Peer& peer) {
    if (peer.ReadRequest().empty() || !peer.Write(kFirstPart)) return;
    if (peer.HasNewsWithin(50)) return;
    peer.Write("5\r\nworld\r\n0\r\n\r\n");
    peer.ClientCloses();
  };
}

TEST(AbortInTheResponse, LeavesShorterAnswersHalfWayOnceItHasSeenOne) {
  ScriptedServer server(InTwoParts());
  const LoadResult result = RunRound(SpecFor(server, 1, *ParseShape("abort@response:1000")), 5);
  EXPECT_EQ(result.answers, 1u) << "the first, which says how long they are";
  EXPECT_EQ(result.aborted, 4u);
}

TEST(AbortInTheResponse, LeavesLongerAnswersWhereItWasTold) {
  const std::string page =
      "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + std::string(5000, 'x');
  std::atomic<int> left_early{0};
  ScriptedServer server([&](Peer& peer) {
    const std::string request = peer.ReadRequest();
    const bool is_long = request.starts_with("GET /long");
    peer.Write(is_long ? std::string_view(page).substr(0, 500) : kOkClose);
    if (is_long && peer.HasNewsWithin(50)) ++left_early;
    if (is_long) peer.Write(std::string_view(page).substr(500));
    peer.ClientCloses();
  });
  TrafficSpec spec = SpecFor(server, 1, *ParseShape("abort@response:1000"));
  for (const char* target : {"/short", "/long"}) spec.replay.emplace_back().target = target;
  const LoadResult result = RunRound(spec, 4);
  EXPECT_EQ(result.answers, 1u);
  EXPECT_EQ(result.aborted, 3u);
  EXPECT_EQ(left_early, 0) << "of what short answers taught";
}

TEST(AbortWhileWaiting, IsNotHurriedByAnAnswerThatCame) {
  std::atomic<int> first_parts{0};
  ScriptedServer server([&](Peer& peer) {
    if (peer.ReadRequest().empty()) return;
    peer.Write(kFirstPart);
    ++first_parts;
    if (!peer.HasNewsWithin(20)) peer.Write("5\r\nworld\r\n0\r\n\r\n");
    peer.ClientCloses();
  });
  Shape shape = *ParseShape("abort@waiting");
  shape.hold = milliseconds(10'000);
  EXPECT_EQ(RunRound(SpecFor(server, 1, shape), 3).answers, 3u);
}

TEST(ClosingOverHttp2, DoesNotWaitForEachOfAServersConnectionsThatItLeavesOpen) {
  Http2Server server([](const Http2Asked&) { return Http2Reply{}; });
  server.LeaveOpen();
  TrafficSpec spec = SpecFor(server.server(), 1, CloseShape());
  spec.http2 = true;
  const LoadResult result = RunRound(spec, 20);
  EXPECT_EQ(result.answers, 20u) << result.error_example;
  EXPECT_EQ(result.connections, 20u);
  EXPECT_EQ(server.Goaways(20), 20u);
  EXPECT_LT(result.seconds, 3) << "a second for each connection would be 20";
}

TEST(ConditionalOverHttp2, TakesTheValidatorsOfTheFirstAnswer) {
  Http2Server server([](const Http2Asked& asked) {
    const auto found = asked.fields.find("if-none-match");
    const bool same = found != asked.fields.end() && found->second == "\"of-the-server\"";
    return Http2Reply{.status = same ? "304" : "200", .body = "", .etag = "\"of-the-server\""};
  });
  TrafficSpec spec = SpecFor(server.server(), 1, *ParseShape("conditional"));
  spec.http2 = true;
  const LoadResult result = RunRound(spec, 3);
  EXPECT_EQ(result.answers, 3u) << result.error_example;
  EXPECT_EQ(result.as_expected.at(304), 2u);
}

}  // namespace
}  // namespace seep
