// Each HTTP/2 shape does on the wire what its row says, as a raw peer sees it.
#include <gmock/gmock.h>

#include <mutex>

#include "load/http2_server.h"
#include "load/http2_wire.h"
#include "load/running.h"
#include "load/shapes.h"

namespace seep {
namespace {

using testing::Each;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

struct Seen {
  std::string bytes;
  SeenConnection connection;
  Peer::End end = Peer::End::kOpen;
  size_t index = 0;
};

struct Played {
  std::vector<Seen> seen;  // by the order in which they were accepted
  LoadResult result;
};

// Runs the shape against a peer that reads all, and writes `answer` once it has something; it
// closes when the client does, or is silent for half a second.
Played Play(const std::string& name, uint64_t operations = 1, const std::string& answer = "",
            milliseconds hold = milliseconds(0)) {
  Played played;
  std::mutex mutex;
  {
    ScriptedServer server([&](Peer& peer) {
      Seen seen{.bytes = {}, .connection = {}, .index = peer.index()};
      if (peer.HasNewsWithin(5'000) && !answer.empty()) peer.Write(answer);
      seen.end = peer.ReadAll(seen.bytes, 500);
      seen.connection = ReadFrames(seen.bytes);
      const std::lock_guard lock(mutex);
      played.seen.push_back(std::move(seen));
    });
    const auto shape = ParseShape(name);
    EXPECT_TRUE(shape) << name;
    if (!shape) return played;
    TrafficSpec spec = SpecFor(server, 1, *shape);
    spec.http2 = true;
    if (hold.count() > 0) spec.shape.hold = hold;
    played.result = RunRound(spec, operations);
    for (int i = 0; i < 1000 && server.accepted() < operations; ++i)
      std::this_thread::sleep_for(milliseconds(2));
  }
  std::sort(played.seen.begin(), played.seen.end(),
            [](const Seen& a, const Seen& b) { return a.index < b.index; });
  EXPECT_EQ(played.result.ErrorCount(), 0u) << name << ": " << played.result.error_example;
  EXPECT_EQ(played.result.requests, operations) << name;
  EXPECT_THAT(played.seen, SizeIs(operations)) << name;
  played.seen.resize(operations);
  return played;
}

SeenConnection PlayOne(const std::string& name) {
  const Played played = Play(name);
  EXPECT_TRUE(played.seen[0].connection.preface) << name;
  EXPECT_THAT(played.seen[0].connection.Of(FrameType::kSettings), testing::Not(IsEmpty())) << name;
  return played.seen[0].connection;
}

TEST(Http2Shape, RapidResetOpensAndResetsEachStream) {
  const Played played = Play("h2-rst:3");
  const SeenConnection& seen = played.seen[0].connection;
  ASSERT_THAT(seen.frames, SizeIs(7));
  for (uint32_t i = 0; i < 3; ++i) {
    const SeenFrame& open = seen.frames[1 + 2 * i];
    const SeenFrame& reset = seen.frames[2 + 2 * i];
    EXPECT_EQ(open.type, FrameType::kHeaders);
    EXPECT_EQ(open.flags, kEndStream | kEndHeaders);
    EXPECT_EQ(open.stream, 2 * i + 1);
    EXPECT_EQ(FieldsIn(open.payload)[":method"], "GET");
    EXPECT_EQ(reset.type, FrameType::kRstStream);
    EXPECT_EQ(reset.stream, 2 * i + 1);
    EXPECT_EQ(NumberIn(reset.payload), kCancel);
  }
  EXPECT_EQ(played.seen[0].end, Peer::End::kFin);
  EXPECT_EQ(played.result.aborted, 1u);
  EXPECT_THAT(PlayOne("h2-rst").Of(FrameType::kRstStream), SizeIs(100));
}

TEST(Http2Shape, PartialPingEndsWithinIt) {
  const Played played = Play("h2-partial-ping");
  // Of 8 bytes behind a head of 9, the last thing that is sent (RFC 9113 §4.1, §6.7).
  const std::string& bytes = played.seen[0].bytes;
  ASSERT_GE(bytes.size(), 13u);
  const std::string last = bytes.substr(bytes.size() - 13);
  EXPECT_EQ(last.substr(0, 4), std::string("\0\0\x08\x06", 4));
  EXPECT_EQ(last.substr(9), "seep");
  EXPECT_EQ(played.seen[0].end, Peer::End::kFin);
}

TEST(Http2Shape, ResetFirstResetsStreamsThatWereNotOpened) {
  const SeenConnection seen = PlayOne("h2-rst-first:3");
  EXPECT_THAT(seen.Of(FrameType::kHeaders), IsEmpty());
  const auto resets = seen.Of(FrameType::kRstStream);
  ASSERT_THAT(resets, SizeIs(3));
  EXPECT_EQ(resets[2].stream, 5u);
}

TEST(Http2Shape, GoawayFollowsAReset) {
  const SeenConnection seen = PlayOne("h2-goaway");
  ASSERT_THAT(seen.frames, SizeIs(4));
  EXPECT_EQ(seen.frames[1].type, FrameType::kHeaders);
  EXPECT_EQ(seen.frames[2].type, FrameType::kRstStream);
  EXPECT_EQ(seen.frames[3].type, FrameType::kGoaway);
}

TEST(Http2Shape, SplitHeadersNeverEnd) {
  const Played played = Play("h2-split-headers", 3);
  for (const Seen& seen : played.seen) {
    for (const SeenFrame& frame : seen.connection.frames)
      EXPECT_EQ(frame.flags & kEndHeaders, 0) << "on connection " << seen.index;
  }
  const SeenConnection& between = played.seen[0].connection;
  ASSERT_THAT(between.frames, SizeIs(3));
  EXPECT_EQ(between.frames[2].type, FrameType::kContinuation);
  EXPECT_TRUE(between.frames[2].whole);
  const SeenConnection& in_headers = played.seen[1].connection;
  EXPECT_EQ(in_headers.frames.back().type, FrameType::kHeaders);
  EXPECT_FALSE(in_headers.frames.back().whole);
  const SeenConnection& in_continuation = played.seen[2].connection;
  EXPECT_EQ(in_continuation.frames.back().type, FrameType::kContinuation);
  EXPECT_FALSE(in_continuation.frames.back().whole);
}

TEST(Http2Shape, PaddedDataIsPaddedAndAnswered) {
  Http2Server server;
  TrafficSpec spec = SpecFor(server.server(), 1, *ParseShape("h2-padded-data:1000"));
  spec.http2 = true;
  EXPECT_EQ(RunRound(spec, 5).answers, 5u);
  EXPECT_THAT(server.Asked(), Each(Field(&Http2Asked::body, std::string(1000, 'x'))));
  const auto data = PlayOne("h2-padded-data:1000").Of(FrameType::kData);
  ASSERT_GE(data.size(), 10u);
  for (const SeenFrame& frame : data) EXPECT_EQ(frame.flags & kPadded, kPadded);
}

TEST(Http2Shape, BadPrioritiesAreSentInTurn) {
  const Played played = Play("h2-bad-priority", 5);
  const SeenFrame itself = played.seen[0].connection.frames.at(1);
  EXPECT_EQ(itself.flags & kHasPriority, kHasPriority);
  EXPECT_EQ(NumberIn(itself.payload), itself.stream);
  const auto frame = played.seen[1].connection.Of(FrameType::kPriority);
  ASSERT_THAT(frame, SizeIs(1));
  EXPECT_EQ(NumberIn(frame[0].payload), frame[0].stream);
  const auto wrong = played.seen[2].connection.Of(FrameType::kPriority);
  ASSERT_THAT(wrong, SizeIs(1));
  EXPECT_THAT(wrong[0].payload, SizeIs(4));  // 5 are right
  for (const size_t i : {3u, 4u})
    EXPECT_NE(FieldsIn(played.seen[i].connection.frames.at(1).payload)["priority"], "");
  EXPECT_EQ(played.result.aborted, 5u);
}

TEST(Http2Shape, BadFlagsAreSentInTurn) {
  const Played played = Play("h2-bad-flags", 5);
  const auto last = [&](size_t i) { return played.seen[i].connection.frames.back(); };
  EXPECT_EQ(last(0).flags, 0xd2 | kEndStream | kEndHeaders);
  EXPECT_EQ(last(1).flags & kPadded, kPadded);
  EXPECT_GE(static_cast<unsigned char>(last(1).payload[0]), last(1).payload.size());
  EXPECT_EQ(last(2).type, FrameType::kData);
  EXPECT_GE(static_cast<unsigned char>(last(2).payload[0]), last(2).payload.size());
  EXPECT_EQ(last(3).type, FrameType::kSettings);
  EXPECT_EQ(last(3).flags, kAck);
  EXPECT_THAT(last(3).payload, SizeIs(6));  // an acknowledgement has none
  EXPECT_EQ(last(4).type, FrameType::kPing);
  EXPECT_EQ(last(4).stream, 1u);  // a PING belongs to none
}

TEST(Http2Shape, WindowsAreRaisedBeyondTheirLimit) {
  const Played played = Play("h2-window-overflow", 3);
  for (const size_t i : {0u, 1u}) {
    const auto updates = played.seen[i].connection.Of(FrameType::kWindowUpdate);
    ASSERT_THAT(updates, SizeIs(1));
    EXPECT_EQ(updates[0].stream, i);  // 0: the connection's
    EXPECT_GT(uint64_t{NumberIn(updates[0].payload)} + kFirstWindow, 0x7fff'ffffu);
  }
  const auto settings = played.seen[2].connection.Of(FrameType::kSettings);
  ASSERT_THAT(settings, SizeIs(2));
  EXPECT_EQ(SettingIn(settings[1], kInitialWindowSize), 0x7fff'ffff);
  EXPECT_THAT(played.seen[2].connection.Of(FrameType::kWindowUpdate), SizeIs(1));
}

TEST(Http2Shape, FloodsAreOfAsManyFrames) {
  EXPECT_THAT(PlayOne("h2-settings-flood:50").Of(FrameType::kSettings), SizeIs(51));
  const auto pings = PlayOne("h2-ping-flood:50").Of(FrameType::kPing);
  EXPECT_THAT(pings, SizeIs(50));
  EXPECT_THAT(pings, Each(Field(&SeenFrame::flags, 0)));
}

TEST(Http2Shape, HalfOpenStreamsGetNoBody) {
  const Played played = Play("h2-half-open:4");
  const SeenConnection& seen = played.seen[0].connection;
  const auto opened = seen.Of(FrameType::kHeaders);
  ASSERT_THAT(opened, SizeIs(4));
  EXPECT_THAT(opened, Each(Field(&SeenFrame::flags, kEndHeaders)));
  EXPECT_EQ(FieldsIn(opened[0].payload)[":method"], "POST");
  EXPECT_EQ(FieldsIn(opened[0].payload)["content-length"], "4096");
  EXPECT_THAT(seen.Of(FrameType::kData), IsEmpty());
  EXPECT_EQ(played.seen[0].end, Peer::End::kReset);
  EXPECT_GE(played.result.seconds, 0.05);
}

TEST(Http2Shape, SlowWindowLeavesNoRoomForTheAnswer) {
  const SeenConnection seen = PlayOne("h2-slow-window");
  EXPECT_EQ(SettingIn(seen.frames.at(0), kInitialWindowSize), 0);
  ASSERT_THAT(seen.Of(FrameType::kHeaders), SizeIs(1));
  EXPECT_EQ(seen.Of(FrameType::kHeaders)[0].flags, kEndStream | kEndHeaders);
  EXPECT_THAT(seen.Of(FrameType::kWindowUpdate), IsEmpty());
}

TEST(Http2Shape, TheyTakeAnyAnswerAndRecordAClose) {
  for (const ShapeRow& row : ShapeRows()) {
    const auto shape = ParseShape(row.name);
    ASSERT_TRUE(shape);
    if (shape->http2 == Http2Abuse::kNone) continue;
    EXPECT_EQ(Play(std::string(row.name), 1, "no HTTP/2 at all").result.answers, 0u) << row.name;
    ScriptedServer closing([](Peer& peer) { peer.HasNewsWithin(5'000); });
    TrafficSpec spec = SpecFor(closing, 1, *shape);
    spec.http2 = true;
    const LoadResult result = RunRound(spec, 2);
    EXPECT_EQ(result.aborted + result.cut, 2u) << row.name << ": " << result.error_example;
  }
}

TEST(Http2Shape, AnEndingMayBeChosen) {
  EXPECT_EQ(Play("h2-rst:5/rst").seen[0].end, Peer::End::kReset);
  EXPECT_EQ(Play("h2-half-open/fin").seen[0].end, Peer::End::kFin);
}

TEST(Http2Shape, ClientsThatGoAwayDoSoOverHttp2) {
  const Played connect = Play("abort@connect");
  EXPECT_EQ(connect.seen[0].bytes, "");
  const SeenConnection headers = PlayOne("abort@headers");
  EXPECT_EQ(headers.frames.back().type, FrameType::kHeaders);
  EXPECT_FALSE(headers.frames.back().whole);

  const SeenConnection body = PlayOne("abort@body:100");
  EXPECT_EQ(body.frames.back().type, FrameType::kData);
  EXPECT_EQ(body.frames.back().flags, 0);
  EXPECT_EQ(body.frames.back().payload, std::string(100, 'x'));

  const Played sent = Play("abort@sent");
  EXPECT_EQ(sent.seen[0].connection.frames.back().flags, kEndStream | kEndHeaders);
  EXPECT_EQ(sent.seen[0].end, Peer::End::kReset);
}

}  // namespace
}  // namespace seep
