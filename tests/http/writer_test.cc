#include "http/writer.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <string>

#include "http/body.h"
#include "http/parser.h"

namespace seep {
namespace {

TEST(HeadWriter, WritesARequestThatReadsBack) {
  std::array<char, 256> out;
  HeadWriter writer(out);
  writer.RequestLine("PUT", "/a?b");
  writer.Field("Host", "x:80");
  writer.Field("Content-Length", uint64_t{12});
  writer.Raw("Via: 1.1 ");
  writer.Raw("y\r\n");
  writer.End();
  EXPECT_EQ(writer.written(),
            "PUT /a?b HTTP/1.1\r\nHost: x:80\r\nContent-Length: 12\r\nVia: 1.1 y\r\n\r\n");
  EXPECT_FALSE(writer.overflow());
  RequestParser parser;
  ASSERT_EQ(parser.Parse(writer.written()), ParseStatus::kDone);
  EXPECT_EQ(parser.head_bytes(), writer.size());
  EXPECT_EQ(parser.head().content_length, 12u);
  EXPECT_EQ(parser.head().fields[2].value, "1.1 y");
}

TEST(HeadWriter, WritesAResponseThatReadsBack) {
  std::array<char, 128> out;
  HeadWriter writer(out);
  writer.StatusLine(503, ReasonPhrase(503), 0);
  writer.Field("Retry-After", std::numeric_limits<uint64_t>::max());
  writer.End();
  EXPECT_EQ(writer.written(),
            "HTTP/1.0 503 Service Unavailable\r\nRetry-After: 18446744073709551615\r\n\r\n");
  ResponseParser parser;
  ASSERT_EQ(parser.Parse(writer.written()), ParseStatus::kDone);
  EXPECT_EQ(parser.head().reason, "Service Unavailable");
  EXPECT_EQ(parser.head().version_minor, 0);
}

TEST(HeadWriter, FillsTheBufferToTheLastByteAndNoFurther) {
  const std::string line = "Name: value\r\n";
  std::string out(line.size(), '?');
  HeadWriter exact(out);
  exact.Field("Name", "value");
  EXPECT_FALSE(exact.overflow());
  EXPECT_EQ(exact.written(), line);
  exact.End();
  EXPECT_TRUE(exact.overflow());
  EXPECT_EQ(exact.written(), line);

  HeadWriter tight(std::span<char>(out).first(line.size() - 1));
  tight.Field("Name", "value");
  EXPECT_TRUE(tight.overflow());
  EXPECT_EQ(tight.size(), 0u);
  tight.End();  // a head with a hole in it would be worse than none
  EXPECT_EQ(tight.size(), 0u);
}

TEST(ChunkLine, ReadsBackForEverySize) {
  for (const uint64_t size :
       {uint64_t{1}, uint64_t{0xf}, uint64_t{0x10}, uint64_t{65536}, (uint64_t{1} << 63) - 1}) {
    std::array<char, kChunkLineBytesMax> out;
    const size_t bytes = WriteChunkLine(out, size);
    BodyDecoder decoder;
    decoder.Start(Framing::kChunked, 0);
    const BodyStep step = decoder.Next({out.data(), bytes});
    EXPECT_EQ(step.consumed, bytes);
    EXPECT_EQ(step.status, BodyStatus::kNeedMore);
  }
  std::array<char, kChunkLineBytesMax> out;
  EXPECT_EQ(WriteChunkLine(out, std::numeric_limits<uint64_t>::max()), kChunkLineBytesMax);
}

TEST(ChunkLine, WithDataAndLastChunkMakesABody) {
  std::array<char, kChunkLineBytesMax> line;
  const size_t bytes = WriteChunkLine(line, 11);
  std::string body(line.data(), bytes);
  body.append("hello world").append(kChunkEnd).append(kLastChunk);
  EXPECT_EQ(body, "b\r\nhello world\r\n0\r\n\r\n");
}

TEST(ReasonPhrase, IsKnownForRegisteredStatusesOnly) {
  EXPECT_EQ(ReasonPhrase(100), "Continue");
  EXPECT_EQ(ReasonPhrase(200), "OK");
  EXPECT_EQ(ReasonPhrase(304), "Not Modified");
  EXPECT_EQ(ReasonPhrase(511), "Network Authentication Required");
  EXPECT_EQ(ReasonPhrase(99), "");
  EXPECT_EQ(ReasonPhrase(299), "");
  EXPECT_EQ(ReasonPhrase(599), "");
}

}  // namespace
}  // namespace seep
