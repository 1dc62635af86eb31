#include "http/body.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "http/feed.h"

namespace seep {
namespace {

constexpr Limits kLimits = {.chunk_line_bytes_max = 20, .trailer_bytes_max = 40};

// What came of it; the same for every way of cutting the bytes.
std::string Decoded(const std::string& bytes, Framing framing = Framing::kChunked,
                    uint64_t length = 0) {
  const std::string whole = test::FeedBody(bytes, test::Whole(bytes), framing, length, kLimits);
  EXPECT_EQ(test::FeedBody(bytes, test::ByteByByte(bytes), framing, length, kLimits), whole);
  for (size_t at = 0; at <= bytes.size(); ++at)
    EXPECT_EQ(test::FeedBody(bytes, test::CutAt(bytes, at), framing, length, kLimits), whole) << at;
  return whole;
}

TEST(BodyDecoder, IsDoneAtOnceWithoutABody) {
  BodyDecoder decoder;
  decoder.Start(Framing::kNone, 5);
  EXPECT_TRUE(decoder.done());
  decoder.Start(Framing::kLength, 0);
  EXPECT_TRUE(decoder.done());
  const BodyStep step = decoder.Next("next message");
  EXPECT_EQ(step.status, BodyStatus::kDone);
  EXPECT_EQ(step.consumed, 0u);
  EXPECT_TRUE(decoder.Finish());
}

TEST(BodyDecoder, StopsAtTheContentLength) {
  EXPECT_EQ(Decoded("helloGET /", Framing::kLength, 5),
            "done no error, consumed=5\npayload=hello\n");
  EXPECT_EQ(Decoded("hel", Framing::kLength, 5), "need more no error, consumed=3\npayload=hel\n");
}

TEST(BodyDecoder, TakesEverythingUntilTheClose) {
  EXPECT_EQ(Decoded("a\r\n\r\nb", Framing::kUntilClose),
            "need more no error, consumed=6\npayload=a\r\n\r\nb\n");
}

TEST(BodyDecoder, ReadsChunksAndLeavesWhatFollows) {
  EXPECT_EQ(Decoded("5\r\nhello\r\n0006\r\n world\r\n0\r\n\r\nGET /"),
            "done no error, consumed=29\npayload=hello world\n");
  EXPECT_EQ(Decoded("A\r\n0123456789\r\n00\r\n\r\n"),
            "done no error, consumed=21\npayload=0123456789\n");
  EXPECT_EQ(Decoded("0\r\n\r\n"), "done no error, consumed=5\npayload=\n");
}

TEST(BodyDecoder, IgnoresChunkExtensions) {
  EXPECT_EQ(Decoded("1;a=b\r\nx\r\n0 ;\"q\"\r\n\r\n"), "done no error, consumed=20\npayload=x\n");
}

TEST(BodyDecoder, ReadsTrailers) {
  EXPECT_EQ(Decoded("0\r\nA: b \r\nC:\r\n\r\nrest"),
            "done no error, consumed=16\npayload=\nname=A\nvalue=b\nname=C\nvalue=\n");
}

TEST(BodyDecoder, RefusesMalformedChunks) {
  for (const std::string bytes : {"x",
                                  "\r\n",
                                  ";a",
                                  " 5\r\n",
                                  "+5\r\n",
                                  "-5\r\n",
                                  "0x5\r\n",
                                  "5 \r\n",
                                  "5\t\r\n",
                                  "5 5\r\n",
                                  "5\n",
                                  "5\rx",
                                  "5;a\n",
                                  "5;\x01\r\n",
                                  "5;a\rb\r\n",
                                  "5,\r\n",
                                  "g\r\n",
                                  "1\r\nxy",
                                  "1\r\nx\n",
                                  "1\r\nx\rx",
                                  "1\r\nx0\r\n\r\n",
                                  "8000000000000000",
                                  "fffffffffffffffff",
                                  "00000000000000001",
                                  "1;aaaaaaaaaaaaaaaaaa",
                                  "1\r\nx\r\n\r\n"}) {
    const std::string outcome = Decoded(bytes);
    EXPECT_EQ(outcome.substr(0, outcome.find(',')), "failed malformed chunk") << bytes;
  }
}

TEST(BodyDecoder, TakesTheLargestChunkSizeAndLine) {
  BodyDecoder decoder;
  decoder.Start(Framing::kChunked, 0, kLimits);
  const std::string line = "7fffffffffffffff;a\r\n";
  ASSERT_EQ(line.size(), kLimits.chunk_line_bytes_max);
  const std::string bytes = line + "x";
  const BodyStep step = decoder.Next(bytes);
  EXPECT_EQ(step.status, BodyStatus::kNeedMore);
  EXPECT_EQ(step.data, "x");
}

TEST(BodyDecoder, RefusesMalformedTrailers) {
  std::string many = "0\r\n";
  for (int i = 0; i < 17; ++i) many += "a:\r\n";
  for (const std::string& bytes :
       {std::string("0\r\n\n"), std::string("0\r\nA: b\n"), std::string("0\r\nA : b\r\n"),
        std::string("0\r\n A: b\r\n"), std::string("0\r\nnothing\r\n"),
        std::string("0\r\nA: \x01\r\n"), "0\r\nA: " + std::string(40, 'b')}) {
    const std::string outcome = Decoded(bytes);
    EXPECT_EQ(outcome.substr(0, outcome.find(',')), "failed malformed trailer section") << bytes;
  }
  BodyDecoder decoder;
  decoder.Start(Framing::kChunked, 0);
  EXPECT_EQ(decoder.Next(many + "\r\n").status, BodyStatus::kFailed);
  EXPECT_EQ(decoder.error(), ParseError::kTrailer);
}

TEST(BodyDecoder, TellsAProperEndFromATruncatedOne) {
  struct {
    Framing framing;
    const char* bytes;
    bool proper;
  } const cases[] = {
      {Framing::kUntilClose, "", true},    {Framing::kUntilClose, "abc", true},
      {Framing::kLength, "hello", true},   {Framing::kLength, "hell", false},
      {Framing::kChunked, "", false},      {Framing::kChunked, "5\r\nhello\r\n", false},
      {Framing::kChunked, "0\r\n", false}, {Framing::kChunked, "0\r\n\r\n", true},
  };
  for (const auto& c : cases) {
    BodyDecoder decoder;
    decoder.Start(c.framing, 5);
    std::string_view bytes = c.bytes;
    while (!bytes.empty()) {
      const BodyStep step = decoder.Next(bytes);
      ASSERT_NE(step.status, BodyStatus::kFailed);
      if (step.consumed == 0) break;
      bytes.remove_prefix(step.consumed);
    }
    EXPECT_EQ(decoder.Finish(), c.proper) << c.bytes;
    EXPECT_EQ(decoder.error(), c.proper ? ParseError::kNone : ParseError::kTruncated) << c.bytes;
  }
}

TEST(BodyDecoder, KeepsTheFirstErrorWhenThePeerThenCloses) {
  BodyDecoder decoder;
  decoder.Start(Framing::kChunked, 0);
  EXPECT_EQ(decoder.Next("x").status, BodyStatus::kFailed);
  EXPECT_FALSE(decoder.Finish());
  EXPECT_EQ(decoder.error(), ParseError::kChunk);
}

TEST(BodyDecoder, HandsOutFramingAndPayloadInOneStep) {
  BodyDecoder decoder;
  decoder.Start(Framing::kChunked, 0);
  const BodyStep first = decoder.Next("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(first.status, BodyStatus::kMore);
  EXPECT_EQ(first.data, "abc");
  EXPECT_EQ(first.consumed, 6u);
  const BodyStep second = decoder.Next("\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(second.data, "de");
  EXPECT_EQ(second.consumed, 7u);
  const BodyStep last = decoder.Next("\r\n0\r\n\r\n");
  EXPECT_EQ(last.status, BodyStatus::kDone);
  EXPECT_EQ(decoder.payload_bytes(), 5u);
}

}  // namespace
}  // namespace seep
