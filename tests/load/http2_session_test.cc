// The session against bytes that a test writes.
#include <gmock/gmock.h>

#include "load/http2.h"
#include "load/http2_wire.h"

namespace seep {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

const Http2Request kGet = {
    {{":method", "GET"}, {":scheme", "http"}, {":authority", "a"}, {":path", "/"}}, ""};

std::string Head(uint32_t stream, const std::string& status, uint8_t flags = 0) {
  return HeadersFrames(stream, flags, FieldBlock({{":status", status}}));
}

std::string Body(uint32_t stream, std::string_view bytes, uint8_t flags = kEndStream) {
  return Frame(FrameType::kData, flags, stream, bytes);
}

// What a session has to send, as if it went out at once.
SeenConnection SendAll(Http2Session& session) {
  std::string all;
  while (!session.ToSend().empty()) {
    const std::string some(session.ToSend());
    session.Sent(some.size());
    all += some;
  }
  return ReadFrames(all);
}

class Session : public testing::Test {
 protected:
  std::vector<EndedStream> Take() {
    const auto ended = session_.TakeEnded();
    return {ended.begin(), ended.end()};
  }
  // Submits so many, and sends them.
  SeenConnection Ask(uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) session_.Submit(i, kGet);
    SeenConnection sent = SendAll(session_);
    session_.Receive(SettingsFrame({}));
    return sent;
  }

  Http2Session session_{{.slots = 4}};
};

TEST_F(Session, OpensWithThePrefaceAndItsSettings) {
  const SeenConnection sent = Ask(2);
  EXPECT_TRUE(sent.preface);
  ASSERT_THAT(sent.frames, SizeIs(4));
  EXPECT_EQ(sent.frames[0].type, FrameType::kSettings);
  EXPECT_EQ(SettingIn(sent.frames[0], kEnablePush), 0);
  EXPECT_GT(SettingIn(sent.frames[0], kInitialWindowSize), 65'535);
  EXPECT_EQ(sent.frames[1].type, FrameType::kWindowUpdate);
  EXPECT_THAT(sent.Of(FrameType::kHeaders),
              ElementsAre(AllOf(Field(&SeenFrame::stream, 1u),
                                Field(&SeenFrame::flags, kEndStream | kEndHeaders)),
                          Field(&SeenFrame::stream, 3u)));
  EXPECT_THAT(FieldsIn(sent.frames[2].payload),
              ElementsAre(Pair(":authority", "a"), Pair(":method", "GET"), Pair(":path", "/"),
                          Pair(":scheme", "http")));
  EXPECT_THAT(SendAll(session_).frames, ElementsAre(Field(&SeenFrame::flags, kAck)));
}

TEST_F(Session, AllowsOneRequestUntilTheServerSaysHowMany) {
  session_.Submit(0, kGet);
  EXPECT_EQ(session_.Allowed(), 1u);
  constexpr uint16_t kMaxConcurrentStreams = 0x3;
  session_.Receive(SettingsFrame({{kMaxConcurrentStreams, 7}}));
  EXPECT_EQ(session_.Allowed(), 7u);
}

TEST_F(Session, TellsWhichRequestWasAnswered) {
  Ask(3);
  session_.Receive(Head(3, "404") + Head(1, "100") + Head(1, "200") + Body(3, "hello"));
  EXPECT_THAT(Take(), ElementsAre(AllOf(Field(&EndedStream::slot, 1u),
                                        Field(&EndedStream::end, StreamEnd::kAnswered),
                                        Field(&EndedStream::status, 404))));
  EXPECT_EQ(session_.TakeBodyBytes(), 5u);
  session_.Receive(Body(1, "", kEndStream) + Head(5, "204", kEndStream));
  EXPECT_THAT(Take(),
              ElementsAre(AllOf(Field(&EndedStream::slot, 0u), Field(&EndedStream::status, 200)),
                          AllOf(Field(&EndedStream::slot, 2u), Field(&EndedStream::status, 204))));
  EXPECT_THAT(Take(), IsEmpty());
  session_.Submit(1, kGet);  // slots are used again
  EXPECT_THAT(SendAll(session_).Of(FrameType::kHeaders),
              ElementsAre(Field(&SeenFrame::stream, 7u)));
}

TEST_F(Session, CountsTheBytesOfAnswersAlone) {
  Ask(1);
  EXPECT_EQ(session_.answer_bytes(), 0u);
  session_.Receive(Frame(FrameType::kPing, 0, 0, "12345678"));
  EXPECT_EQ(session_.answer_bytes(), 0u);
  const std::string head = Head(1, "200");
  session_.Receive(head);
  EXPECT_EQ(session_.answer_bytes(), head.size());
  session_.Receive(Body(1, "hello").substr(0, 11));
  EXPECT_EQ(session_.answer_bytes(), head.size() + 11);
}

TEST_F(Session, TellsAReset) {
  Ask(2);
  session_.Receive(Head(1, "200") + Frame(FrameType::kRstStream, 0, 1, BigEndian32(2)) +
                   Frame(FrameType::kRstStream, 0, 3, BigEndian32(kRefusedStream)));
  const auto ended = Take();
  ASSERT_THAT(ended, SizeIs(2));
  EXPECT_EQ(ended[0].end, StreamEnd::kReset);
  EXPECT_EQ(Http2ErrorName(ended[0].code), "INTERNAL_ERROR");
  EXPECT_EQ(ended[1].end, StreamEnd::kUnprocessed);
  EXPECT_TRUE(session_.TakesRequests());
}

TEST_F(Session, TellsWhatGoawayLeavesOut) {
  Ask(3);
  session_.Receive(Frame(FrameType::kGoaway, 0, 0, BigEndian32(1) + BigEndian32(kNoError)));
  EXPECT_THAT(Take(), AllOf(SizeIs(2), Each(Field(&EndedStream::end, StreamEnd::kUnprocessed))));
  EXPECT_FALSE(session_.TakesRequests());
  session_.Receive(Head(1, "200", kEndStream));
  EXPECT_THAT(Take(), ElementsAre(Field(&EndedStream::end, StreamEnd::kAnswered)));
  EXPECT_EQ(session_.error(), "");
}

TEST_F(Session, TellsAnAnswerThatBreaksTheRules) {
  Ask(2);
  session_.Receive(HeadersFrames(1, 0, FieldBlock({{":status", "200"}, {"content-length", "9"}})) +
                   Body(1, "short"));
  session_.Receive(HeadersFrames(3, kEndStream, FieldBlock({{"no-status", "1"}})));
  SendAll(session_);
  EXPECT_THAT(Take(), AllOf(SizeIs(2), Each(Field(&EndedStream::end, StreamEnd::kBroken))));
  EXPECT_EQ(session_.error(), "");
}

TEST_F(Session, SaysWhyTheConnectionFailed) {
  Ask(1);
  session_.Receive(Frame(FrameType::kPing, 0, 0, "short"));
  EXPECT_NE(session_.error(), "");
  EXPECT_FALSE(session_.TakesRequests());
  EXPECT_THAT(SendAll(session_).Of(FrameType::kGoaway), SizeIs(1));

  Http2Session other({});
  other.Submit(0, kGet);
  SendAll(other);
  other.Receive("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  EXPECT_THAT(other.error(), HasSubstr("does not support HTTP/2"));
}

TEST_F(Session, SendsABodyAsFarAsTheServersWindowGoes) {
  Http2Request post = kGet;
  post.fields[0].second = "POST";
  post.body.assign(100'000, 'x');
  session_.Submit(0, post);
  std::string body;
  for (const SeenFrame& frame : SendAll(session_).Of(FrameType::kData)) body += frame.payload;
  EXPECT_EQ(body.size(), kFirstWindow);
  session_.Receive(SettingsFrame({}) + Frame(FrameType::kWindowUpdate, 0, 0, BigEndian32(100'000)) +
                   Frame(FrameType::kWindowUpdate, 0, 1, BigEndian32(100'000)));
  uint8_t last_flags = 0;
  for (const SeenFrame& frame : SendAll(session_).Of(FrameType::kData)) {
    body += frame.payload;
    last_flags = frame.flags;
  }
  EXPECT_EQ(body, post.body);
  EXPECT_EQ(last_flags, kEndStream);
}

TEST_F(Session, StopsABodyThatTheServerHasAnsweredBefore) {
  Http2Request post = kGet;
  post.body.assign(100'000, 'x');
  session_.Submit(0, post);
  SendAll(session_);
  session_.Receive(SettingsFrame({}) + Head(1, "413", kEndStream));
  EXPECT_THAT(Take(), ElementsAre(Field(&EndedStream::end, StreamEnd::kAnswered)));
  const auto resets = SendAll(session_).Of(FrameType::kRstStream);
  ASSERT_THAT(resets, SizeIs(1));
  EXPECT_EQ(NumberIn(resets[0].payload), kCancel);
}

TEST_F(Session, HearsNothingMoreOfWhatItCancelled) {
  Ask(1);
  session_.Cancel(0);
  session_.Submit(0, kGet);
  EXPECT_THAT(SendAll(session_).Of(FrameType::kRstStream), SizeIs(1));
  session_.Receive(Head(1, "200", kEndStream));
  EXPECT_THAT(Take(), IsEmpty());
  session_.Receive(Head(3, "200", kEndStream));
  EXPECT_THAT(Take(), SizeIs(1));
}

TEST_F(Session, CancelsABodyThatWaits) {
  Http2Request post = kGet;
  post.body.assign(100'000, 'x');
  session_.Submit(0, post);
  SendAll(session_);
  session_.Cancel(0);
  session_.Submit(0, kGet);
  session_.Receive(SettingsFrame({}) + Frame(FrameType::kWindowUpdate, 0, 0, BigEndian32(100'000)) +
                   Frame(FrameType::kWindowUpdate, 0, 1, BigEndian32(100'000)));
  EXPECT_THAT(SendAll(session_).Of(FrameType::kData), IsEmpty());
}

TEST_F(Session, AnswersPings) {
  Ask(1);
  session_.Receive(Frame(FrameType::kPing, 0, 0, "seepseep"));
  EXPECT_THAT(
      SendAll(session_).Of(FrameType::kPing),
      ElementsAre(AllOf(Field(&SeenFrame::flags, kAck), Field(&SeenFrame::payload, "seepseep"))));
}

TEST_F(Session, SaysGoodbye) {
  Ask(1);
  session_.Receive(Head(1, "200", kEndStream));
  session_.Goaway();
  const auto goaways = SendAll(session_).Of(FrameType::kGoaway);
  ASSERT_THAT(goaways, SizeIs(1));
  EXPECT_EQ(NumberIn(goaways[0].payload.substr(4)), kNoError);
  EXPECT_EQ(session_.error(), "");
}

TEST(PaddedSession, PadsItsFramesAndSendsSmallOnes) {
  Http2Session session({.padded = true});
  Http2Request post = kGet;
  post.body.assign(1'000, 'x');
  session.Submit(0, post);
  const SeenConnection sent = SendAll(session);
  const auto data = sent.Of(FrameType::kData);
  ASSERT_GE(data.size(), 10u);
  for (const SeenFrame& frame : data) {
    EXPECT_EQ(frame.flags & kPadded, kPadded);
    EXPECT_GT(frame.payload.size(), 200u);
    EXPECT_LE(frame.payload.size(), 100u + 256u);
  }
}

}  // namespace
}  // namespace seep
