#include "load/http2_frames.h"

#include <gmock/gmock.h>

#include "load/http2_wire.h"

namespace seep {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::Pair;
using testing::SizeIs;

TEST(Http2Frames, HaveTheLayoutOfTheRfc) {
  // RFC 9113 §4.1: 24 bits of length, type, flags, 31 bits of stream.
  EXPECT_EQ(Frame(FrameType::kPing, kAck, 0x01020304, std::string(258, 'x')).substr(0, 9),
            std::string("\x00\x01\x02\x06\x01\x01\x02\x03\x04", 9));
  EXPECT_EQ(SettingsFrame({{kEnablePush, 0}, {kInitialWindowSize, 65'535}}),
            std::string("\x00\x00\x0c\x04\x00\x00\x00\x00\x00"
                        "\x00\x02\x00\x00\x00\x00\x00\x04\x00\x00\xff\xff",
                        21));
}

TEST(Http2Frames, FieldBlocksAreReadByAnother) {
  const std::string long_value(20'000, 'v');
  const std::string name_of_127(127, 'n');  // the first length of two bytes
  const HeaderFields fields = {
      {":method", "GET"}, {"x-empty", ""}, {"x-long", long_value}, {name_of_127, "1"}};
  EXPECT_THAT(FieldsIn(FieldBlock(fields)),
              ElementsAre(Pair(":method", "GET"), Pair(name_of_127, "1"), Pair("x-empty", ""),
                          Pair("x-long", long_value)));
}

TEST(Http2Frames, LongBlocksGoOnInContinuations) {
  const std::string block(40'000, 'b');
  const SeenConnection seen = ReadFrames(HeadersFrames(5, kEndStream, block));
  ASSERT_THAT(seen.frames, SizeIs(3));
  EXPECT_THAT(seen.frames, Each(Field(&SeenFrame::stream, 5u)));
  EXPECT_EQ(seen.frames[0].type, FrameType::kHeaders);
  EXPECT_EQ(seen.frames[0].flags, kEndStream);
  EXPECT_EQ(seen.frames[1].type, FrameType::kContinuation);
  EXPECT_EQ(seen.frames[1].flags, 0);
  EXPECT_EQ(seen.frames[2].flags, kEndHeaders);
  EXPECT_EQ(seen.frames[0].payload + seen.frames[1].payload + seen.frames[2].payload, block);

  const SeenConnection one = ReadFrames(HeadersFrames(1, kEndStream, "b"));
  ASSERT_THAT(one.frames, SizeIs(1));
  EXPECT_EQ(one.frames[0].flags, kEndStream | kEndHeaders);
}

}  // namespace
}  // namespace seep
