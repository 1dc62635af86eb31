// Each shape does on the wire what its row says, as a raw peer sees it.
#include "load/shapes.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "load/running.h"

namespace seep {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

// One connection: what came before the server wrote, what came after, and how it ended.
struct Seen {
  std::string before;
  std::string after;
  Peer::End end = Peer::End::kOpen;
};

struct Played {
  std::vector<Seen> connections;
  LoadResult result;
};

struct Script {
  std::string_view answer = "";  // written when the client has fallen silent; empty: none
  milliseconds hold{0};          // instead of the shape's; 0: as long as no test takes, or the
                                 // shape's where nothing is answered
  int silence_ms = 50;           // of the client, once it has sent something
};

Shape ShapeFor(const std::string& name, const Script& script) {
  const auto parsed = ParseShape(name);
  EXPECT_TRUE(parsed) << name;
  Shape shape = parsed ? *parsed : Shape();
  if (script.hold.count() > 0) shape.hold = script.hold;
  if (script.hold.count() == 0 && !script.answer.empty()) shape.hold = milliseconds(10'000);
  return shape;
}

Played Play(const std::string& name, uint64_t operations = 1, const Script& script = {}) {
  Played played;
  std::mutex mutex;
  {
    ScriptedServer server([&](Peer& peer) {
      Seen seen;
      if (peer.HasNewsWithin(5'000)) seen.end = peer.ReadAll(seen.before, script.silence_ms);
      if (seen.end == Peer::End::kOpen) {
        if (!script.answer.empty()) peer.Write(script.answer);
        seen.end = peer.ReadAll(seen.after, 500);
      }
      const std::lock_guard lock(mutex);
      played.connections.push_back(std::move(seen));
    });
    played.result = RunRound(SpecFor(server, 1, ShapeFor(name, script)), operations);
    // A client that is gone at once may be gone before it was accepted.
    for (int i = 0; i < 1000 && server.accepted() == 0; ++i)
      std::this_thread::sleep_for(milliseconds(2));
  }
  EXPECT_EQ(played.result.ErrorCount(), 0u) << name << ": " << played.result.error_example;
  EXPECT_EQ(played.result.requests, operations) << name;
  EXPECT_FALSE(played.connections.empty()) << name;
  if (played.connections.empty()) played.connections.emplace_back();
  return played;
}

Seen PlayOne(const std::string& name, std::string_view answer = "") {
  return Play(name, 1, {.answer = answer}).connections.front();
}

std::string BodyOf(const std::string& request) {
  const size_t end = request.find("\r\n\r\n");
  return end == std::string::npos ? "" : request.substr(end + 4);
}

TEST(Shape, AbortAtConnectSendsNothing) {
  const Seen seen = PlayOne("abort@connect");
  EXPECT_EQ(seen.before, "");
  EXPECT_EQ(seen.end, Peer::End::kReset);
}

TEST(Shape, AbortInTheRequestLineEndsWithinIt) {
  const Seen seen = PlayOne("abort@request-line");
  EXPECT_THAT(seen.before, AllOf(StartsWith("GET"), Not(HasSubstr("\r"))));
  EXPECT_EQ(seen.end, Peer::End::kReset);
}

TEST(Shape, AbortInTheHeadersEndsWithinThem) {
  EXPECT_THAT(PlayOne("abort@headers").before,
              AllOf(StartsWith("GET / HTTP/1.1\r\nHost: "), Not(HasSubstr("\r\n\r\n"))));
}

TEST(Shape, AbortInTheBodySendsSoMuchOfIt) {
  const Seen seen = PlayOne("abort@body:100");
  EXPECT_THAT(seen.before, AllOf(StartsWith("POST "), HasSubstr("Content-Length: 4096\r\n")));
  EXPECT_EQ(BodyOf(seen.before), std::string(100, 'x'));
  EXPECT_EQ(seen.end, Peer::End::kReset);
}

TEST(Shape, AbortWhenSentSendsAWholeRequest) {
  const Seen seen = PlayOne("abort@sent");
  EXPECT_THAT(seen.before, EndsWith("\r\n\r\n"));
  EXPECT_EQ(seen.end, Peer::End::kReset);
}

TEST(Shape, AbortWhileWaitingTakesAnAnswerThatComesBefore) {
  const Played gone = Play("abort@waiting:60");
  EXPECT_EQ(gone.result.aborted, 1u);
  EXPECT_GE(gone.result.seconds, 0.06);
  EXPECT_EQ(gone.connections[0].end, Peer::End::kReset);
  ScriptedServer quick(Answering(std::string(kOkClose), 1));
  EXPECT_EQ(RunRound(SpecFor(quick, 1, *ParseShape("abort@waiting:2000")), 1).answers, 1u);
}

TEST(Shape, AbortWhileWaitingLeavesInTheMiddleOfAnAnswer) {
  const Played played = Play(
      "abort@waiting", 1,
      {.answer = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", .hold = milliseconds(100)});
  EXPECT_EQ(played.result.aborted, 1u);
  EXPECT_EQ(played.connections[0].end, Peer::End::kReset);
}

TEST(Shape, AbortAtTheFirstByteWaitsForOne) {
  const Played played = Play("abort@first-byte", 1, {.answer = "H"});
  EXPECT_THAT(played.connections[0].before, EndsWith("\r\n\r\n"));
  EXPECT_EQ(played.connections[0].end, Peer::End::kReset);
  EXPECT_EQ(played.result.aborted, 1u);
}

TEST(Shape, AbortInTheResponseReadsSoMuchOfIt) {
  const std::string answer =
      "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + std::string(60, 'y');
  EXPECT_EQ(PlayOne("abort@response:100", answer).end, Peer::End::kReset);
  // As long as that has not come, it waits.
  const Played played = Play("abort@response:5000", 1, {.answer = answer});
  EXPECT_EQ(played.result.answers, 0u);
  EXPECT_EQ(played.connections[0].end, Peer::End::kOpen);
}

TEST(Shape, AnEndingMayBeChosen) {
  EXPECT_EQ(PlayOne("abort@sent/fin").end, Peer::End::kFin);
  EXPECT_EQ(PlayOne("abort@body:10/half-close").end, Peer::End::kFin);
  const Seen silent = PlayOne("abort@headers/silence");
  EXPECT_EQ(silent.after, "");
  EXPECT_EQ(silent.end, Peer::End::kReset);
}

TEST(Shape, HalfCloseReadsOnUntilTheServerCloses) {
  bool written = false;
  ScriptedServer server([&](Peer& peer) {
    std::string request;
    EXPECT_EQ(peer.ReadAll(request, 1000), Peer::End::kFin);
    written = peer.Write(kOk) && peer.Write(kOk);
  });
  Shape shape = *ParseShape("abort@sent/half-close");
  shape.hold = milliseconds(10'000);
  const LoadResult result = RunRound(SpecFor(server, 1, shape), 1);
  EXPECT_EQ(result.aborted, 1u);
  EXPECT_EQ(result.bytes_received, 2 * kOk.size());
  EXPECT_TRUE(written);
}

TEST(Shape, ChunkedFramesTheBody) {
  const std::string body = BodyOf(PlayOne("chunked:1500", kOkClose).before);
  EXPECT_EQ(body, "400\r\n" + std::string(1024, 'x') + "\r\n1dc\r\n" + std::string(476, 'x') +
                      "\r\n0\r\n\r\n");
}

TEST(Shape, ChunkLineExtendsTheFirstSize) {
  const std::string body = BodyOf(PlayOne("chunk-line:3", kOkClose).before);
  EXPECT_THAT(body, StartsWith("400;xxx\r\n" + std::string(1024, 'x') + "\r\n400\r\nxx"));
  EXPECT_THAT(body, EndsWith("\r\n0\r\n\r\n"));
}

TEST(Shape, TrailersAreAnnouncedAndSent) {
  EXPECT_THAT(
      PlayOne("trailers:10", kOkClose).before,
      AllOf(HasSubstr("Transfer-Encoding: chunked\r\n"), HasSubstr("Trailer: X-Seep-Trailer\r\n"),
            EndsWith("\r\n0\r\nX-Seep-Trailer: seep\r\n\r\n")));
}

TEST(Shape, ChunkedCutEndsInTheMiddleAndClosesItsSide) {
  const Seen seen = PlayOne("chunked-cut:100");
  EXPECT_THAT(BodyOf(seen.before), AllOf(StartsWith("400\r\nxxx"), SizeIs(100)));
  EXPECT_EQ(seen.end, Peer::End::kFin);
}

TEST(Shape, ExpectWaitsForTheServerBeforeTheBody) {
  const Seen seen = PlayOne("expect-100", "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_THAT(seen.before, AllOf(HasSubstr("Expect: 100-continue\r\n"), EndsWith("\r\n\r\n")));
  EXPECT_EQ(seen.after, std::string(4096, 'x'));
}

TEST(Shape, ExpectSendsTheBodyAfterAWhileWithoutAnAnswer) {
  const Seen seen = Play("expect-100", 1, {.hold = milliseconds(400)}).connections[0];
  EXPECT_THAT(seen.before, EndsWith("\r\n\r\n"));
  EXPECT_EQ(seen.after, std::string(4096, 'x'));
}

TEST(Shape, ExpectWithoutABodyNeverSendsIt) {
  const Seen seen = PlayOne("expect-100-no-body", "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_THAT(seen.before, AllOf(HasSubstr("Content-Length: 4096\r\n"), EndsWith("\r\n\r\n")));
  EXPECT_EQ(seen.after, "");
  EXPECT_EQ(seen.end, Peer::End::kReset);
}

TEST(Shape, UpgradeTakes101AndLeaves) {
  const Played played = Play("upgrade", 1,
                             {.answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                        "Connection: Upgrade\r\n\r\n"});
  EXPECT_THAT(played.connections[0].before,
              AllOf(HasSubstr("Upgrade: websocket\r\n"), HasSubstr("Connection: Upgrade\r\n"),
                    HasSubstr("Sec-WebSocket-Key: ")));
  EXPECT_EQ(played.connections[0].end, Peer::End::kFin);
  EXPECT_EQ(played.result.status_class[1], 1u);
}

constexpr std::string_view kSwitching =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

TEST(Shape, UpgradesHaveEndings) {
  for (const auto& [name, end] : {std::pair("upgrade@reset", Peer::End::kReset),
                                  std::pair("upgrade@half-close", Peer::End::kFin),
                                  std::pair("upgrade@silence", Peer::End::kReset)}) {
    const Played played = Play(name, 2, {.answer = kSwitching, .hold = milliseconds(200)});
    EXPECT_THAT(played.connections, SizeIs(2)) << name;
    EXPECT_EQ(played.connections[0].end, end) << name;
    EXPECT_EQ(played.result.answers, 2u) << name;
    EXPECT_EQ(played.result.aborted, 0u) << name << ": they are answers, and counted once";
    EXPECT_EQ(played.result.seconds >= 0.4, std::string(name) == "upgrade@silence") << name;
  }
}

TEST(Shape, UpgradesAskForOtherProtocols) {
  EXPECT_THAT(PlayOne("upgrade-mismatched", kOk).before, HasSubstr("Upgrade: seep/1\r\n"));
  EXPECT_THAT(PlayOne("upgrade-h2c", kOk).before,
              AllOf(HasSubstr("Upgrade: h2c\r\n"), HasSubstr("HTTP2-Settings: ")));
}

TEST(Shape, PipelineSendsAllAtOnceAndReadsAllAnswers) {
  const std::string answers = std::string(kOk) + std::string(kOk) + std::string(kOk);
  const Played played = Play("pipeline:3", 3, {.answer = answers});
  const std::string& sent = played.connections[0].before;
  EXPECT_EQ(played.result.answers, 3u);
  EXPECT_EQ(played.connections.size(), 1u);
  EXPECT_EQ(std::count(sent.begin(), sent.end(), '\r'), 3 * 5);
}

TEST(Shape, PipelineCountsWhatTheServerDidNotAnswer) {
  const Played played = Play("pipeline:3", 3, {.answer = kOkClose});
  EXPECT_EQ(played.result.answers, 1u);
  EXPECT_EQ(played.result.cut, 2u);
}

TEST(Shape, PipelineAbortLeavesAtTheFirstByte) {
  const Played played = Play("pipeline-abort:3", 3, {.answer = kOk});
  EXPECT_EQ(played.result.aborted, 3u);
  EXPECT_EQ(played.connections[0].end, Peer::End::kReset);
}

TEST(Shape, UniqueShapesSendAnotherRequestEachTime) {
  for (const char* name : {"unique-url", "unique-header", "unique-vary"}) {
    std::set<std::string> requests;
    ScriptedServer server([&](Peer& peer) {
      for (std::string request; !(request = peer.ReadRequest()).empty(); peer.Write(kOk))
        requests.insert(request);
    });
    const LoadResult result = RunRound(SpecFor(server, 1, *ParseShape(name)), 20);
    EXPECT_EQ(result.answers, 20u) << name;
    EXPECT_THAT(requests, SizeIs(20)) << name;
  }
}

TEST(Shape, MessagesSayWhatTheirRowsSay) {
  EXPECT_THAT(PlayOne("head", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n").before,
              StartsWith("HEAD / HTTP/1.1\r\n"));
  EXPECT_THAT(PlayOne("conditional", "HTTP/1.1 304 Not Modified\r\n\r\n").before,
              AllOf(HasSubstr("If-None-Match: "), HasSubstr("If-Modified-Since: ")));
  EXPECT_THAT(PlayOne("range", kOk).before, HasSubstr("Range: bytes=0-0\r\n"));
  EXPECT_THAT(PlayOne("multi-range", kOk).before, HasSubstr("Range: bytes=0-0,2-3,5-5,-1\r\n"));
  EXPECT_THAT(PlayOne("http1.0", kOkClose).before,
              AllOf(StartsWith("GET / HTTP/1.0\r\n"), Not(HasSubstr("Connection:"))));
  EXPECT_THAT(PlayOne("http1.0-keep-alive", kOkClose).before,
              AllOf(StartsWith("GET / HTTP/1.0\r\n"), HasSubstr("Connection: keep-alive\r\n")));
  EXPECT_THAT(PlayOne("close", kOkClose).before, HasSubstr("Connection: close\r\n"));
  EXPECT_EQ(BodyOf(PlayOne("upload:50", kOk).before), std::string(50, 'x'));
}

TEST(Shape, RequestsPerConnectionClosesAfterSoMany) {
  ScriptedServer server(Answering(std::string(kOk)));
  const LoadResult result =
      RunRound(SpecFor(server, 1, *ParseShape("requests-per-connection:2")), 6);
  EXPECT_EQ(result.answers, 6u);
  EXPECT_EQ(result.connections, 3u);
}

TEST(Shape, SlowShapesTakeTheirTime) {
  // A head of over 80 bytes: five pieces of 16, with 5 ms between.
  EXPECT_GE(Play("slow-header", 1, {.answer = kOkClose, .silence_ms = 400}).result.seconds, 0.02);
  const Played upload = Play("slow-body", 1, {.answer = kOkClose, .silence_ms = 400});
  const std::string body = BodyOf(upload.connections[0].before);
  EXPECT_EQ(body, std::string(4096, 'x'));
  const std::string answer =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4000\r\n\r\n" +
      std::string(4000, 'y');
  const Played slow = Play("slow-read:400", 1, {.answer = answer});
  EXPECT_EQ(slow.result.body_bytes_received, 4000u);
  EXPECT_GE(slow.result.seconds, 0.045);
}

TEST(Shape, BadRequestsAreAllDifferentAndAnyEndOfThemIsRecorded) {
  std::set<std::string> requests;
  const Played played = Play("bad-request", 16,
                             {.answer = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n"
                                        "Content-Length: 0\r\n\r\n"});
  for (const Seen& seen : played.connections) requests.insert(seen.before);
  EXPECT_THAT(requests, SizeIs(16));
  EXPECT_EQ(played.result.status_class[4], 16u);
}

TEST(Shape, AbusiveOnesRecordAServerThatClosesOrSaysNothing) {
  ScriptedServer closing([](Peer& peer) { peer.ReadRequest(); });
  const Shape upload = ShapeFor("upload", {.hold = milliseconds(10'000)});
  EXPECT_EQ(RunRound(SpecFor(closing, 1, upload), 2).cut, 2u);
  EXPECT_EQ(Play("bad-request", 2).result.aborted, 2u);
}

TEST(ParseShape, RefusesWhatItDoesNotKnow) {
  for (const auto& [text, message] : std::vector<std::pair<std::string, std::string>>{
           {"abort", "there is no shape \"abort\"; did you mean abort@"},
           {"nonsense", "there is no shape \"nonsense\": `seep shapes` lists them"},
           {"abort@body:x", "\"x\" is not a whole number"},
           {"abort@body:0", "\"0\" is not a whole number"},
           {"close:3", "takes no argument"},
           {"abort@sent/gently", "\"gently\" is not rst"},
           {"keep-alive/rst", "has no ending to choose"}}) {
    const auto shape = ParseShape(text);
    ASSERT_FALSE(shape) << text;
    EXPECT_THAT(shape.error().message, HasSubstr(message));
  }
}

TEST(ParseShape, TakesEveryRowByItsName) {
  for (const ShapeRow& row : ShapeRows()) {
    const auto shape = ParseShape(row.name);
    ASSERT_TRUE(shape) << row.name;
    EXPECT_EQ(shape->name, row.name);
  }
}

TEST(Shape, SlowReadSeesThatTheServerCloses) {
  ScriptedServer server(Answering(std::string(kOkClose), 1));
  const LoadResult result = RunRound(SpecFor(server, 1, *ParseShape("slow-read")), 3);
  EXPECT_EQ(result.answers, 3u) << result.error_example;
  EXPECT_LT(result.seconds, 0.9);  // the bound on waiting for a close is a second, for each
}

}  // namespace
}  // namespace seep
