#include <gtest/gtest.h>

#include <string>

#include "http/feed.h"
#include "http/parser.h"

namespace seep {
namespace {

using enum ParseError;

ResponseHead Parsed(std::string_view bytes, std::string_view method = "GET") {
  ResponseParser parser;
  parser.set_request_method(method);
  EXPECT_EQ(parser.Parse(bytes), ParseStatus::kDone) << bytes << Name(parser.error());
  EXPECT_EQ(parser.head_bytes(), bytes.size());
  return parser.head();
}

ResponseHead Parsed(const std::string& status, const std::string& fields, std::string_view method) {
  static std::string bytes;  // the views outlive the call
  bytes = "HTTP/1.1 " + status + " x\r\n" + fields + "\r\n";
  return Parsed(bytes, method);
}

void ExpectRefused(const std::string& bytes, ParseError error) {
  constexpr Limits kLimits = {.head_bytes_max = 300, .fields_max = 4};
  ResponseParser parser(kLimits);
  EXPECT_EQ(parser.Parse(bytes), ParseStatus::kFailed) << bytes;
  EXPECT_EQ(Name(parser.error()), Name(error)) << bytes;
  const std::string whole = test::FeedResponse(bytes, test::Whole(bytes), kLimits);
  EXPECT_EQ(test::FeedResponse(bytes, test::ByteByByte(bytes), kLimits), whole) << bytes;
  for (size_t at = 0; at <= bytes.size(); ++at)
    EXPECT_EQ(test::FeedResponse(bytes, test::CutAt(bytes, at), kLimits), whole) << bytes;
}

TEST(ResponseParser, ReadsEveryPartOfAResponse) {
  const std::string bytes =
      "HTTP/1.1 404 Not \xc3\xa9 Found\r\nServer: x/1.0\r\nContent-Length: 12\r\n\r\n";
  const ResponseHead head = Parsed(bytes);
  EXPECT_EQ(head.status, 404);
  EXPECT_EQ(head.reason, "Not \xc3\xa9 Found");
  EXPECT_EQ(head.version_minor, 1);
  EXPECT_EQ(head.framing, Framing::kLength);
  EXPECT_EQ(head.content_length, 12u);
  EXPECT_TRUE(head.keep_alive);
  ASSERT_EQ(head.field_count, 2u);
  EXPECT_EQ(head.fields[0].value, "x/1.0");
}

TEST(ResponseParser, TakesAnEmptyOrMissingReason) {
  EXPECT_EQ(Parsed("HTTP/1.1 200 \r\n\r\n").reason, "");
  EXPECT_EQ(Parsed("HTTP/1.1 200\r\n\r\n").status, 200);
  EXPECT_EQ(Parsed("HTTP/1.1 200\r\n\r\n").reason, "");
}

TEST(ResponseParser, DerivesTheFraming) {
  struct {
    const char* status;
    const char* fields;
    const char* method;
    Framing framing;
  } const cases[] = {
      {"200", "Content-Length: 5\r\n", "GET", Framing::kLength},
      {"200", "Content-Length: 0\r\n", "GET", Framing::kLength},
      {"200", "Transfer-Encoding: Chunked\r\n", "GET", Framing::kChunked},
      {"200", "", "GET", Framing::kUntilClose},
      {"500", "", "POST", Framing::kUntilClose},
      {"200", "Content-Length: 5\r\n", "HEAD", Framing::kNone},
      {"200", "Transfer-Encoding: chunked\r\n", "HEAD", Framing::kNone},
      {"200", "", "HEAD", Framing::kNone},
      {"200", "Content-Length: 5\r\n", "head", Framing::kLength},  // methods have case
      {"100", "", "GET", Framing::kNone},
      {"103", "Content-Length: 5\r\n", "GET", Framing::kNone},
      {"204", "Content-Length: 5\r\n", "GET", Framing::kNone},
      {"304", "Content-Length: 5\r\n", "GET", Framing::kNone},
      {"304", "Transfer-Encoding: chunked\r\n", "GET", Framing::kNone},
      {"200", "Content-Length: 5\r\n", "CONNECT", Framing::kNone},
      {"299", "", "CONNECT", Framing::kNone},
      {"407", "Content-Length: 5\r\n", "CONNECT", Framing::kLength},
  };
  for (const auto& c : cases)
    EXPECT_EQ(Parsed(c.status, c.fields, c.method).framing, c.framing)
        << c.method << c.status << c.fields;
}

TEST(ResponseParser, TellsTheLengthThatAHeadOr304Announces) {
  const ResponseHead head = Parsed("304", "Content-Length: 5\r\n", "GET");
  EXPECT_TRUE(head.has_content_length);
  EXPECT_EQ(head.content_length, 5u);
  EXPECT_EQ(Parsed("200", "Content-Length: 7\r\n", "HEAD").content_length, 7u);
}

TEST(ResponseParser, DerivesKeepAlive) {
  EXPECT_TRUE(Parsed("HTTP/1.1 200 x\r\nContent-Length: 0\r\n\r\n").keep_alive);
  EXPECT_FALSE(
      Parsed("HTTP/1.1 200 x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").keep_alive);
  EXPECT_FALSE(Parsed("HTTP/1.1 200 x\r\n\r\n").keep_alive);
  EXPECT_TRUE(Parsed("HTTP/1.1 204 x\r\n\r\n").keep_alive);
  EXPECT_FALSE(Parsed("HTTP/1.0 200 x\r\nContent-Length: 0\r\n\r\n").keep_alive);
  EXPECT_TRUE(
      Parsed("HTTP/1.0 200 x\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n").keep_alive);
  EXPECT_FALSE(Parsed("HTTP/1.0 200 x\r\nConnection: keep-alive\r\n\r\n").keep_alive);
}

TEST(ResponseParser, ReadsInterimResponsesAndThenTheFinalOne) {
  const std::string bytes =
      "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
  ResponseParser parser;
  parser.set_request_method("HEAD");
  ASSERT_EQ(parser.Parse(bytes), ParseStatus::kDone);
  EXPECT_EQ(parser.head().status, 103);
  const std::string_view rest = std::string_view(bytes).substr(parser.head_bytes());
  parser.Reset();
  ASSERT_EQ(parser.Parse(rest), ParseStatus::kDone);
  EXPECT_EQ(parser.head().status, 200);
  EXPECT_EQ(parser.head().framing, Framing::kNone);  // Reset keeps the request's method
  EXPECT_EQ(parser.head().field_count, 1u);
}

TEST(ResponseParser, RefusesWhatIsNotHttpAtOnce) {
  for (const char* bytes : {"S", "SSH-2.0-x\r\n", "<html>", "\x15\x03", "\r\nHTTP/1.1 200 OK\r\n",
                            "HTTQ", "http/1.1", " HTTP/1.1"})
    ExpectRefused(bytes, kStartLine);
}

TEST(ResponseParser, RefusesStatusLines) {
  for (const char* line :
       {"HTTP/1.1", "HTTP/1.1 ", "HTTP/1.1 20", "HTTP/1.1 2000 x", "HTTP/1.1  200",
        "HTTP/1.1 099 x", "HTTP/1.1 600 x", "HTTP/1.1 2x0 x", "HTTP/1.1 +20 x", "HTTP/1.1 200\tOK",
        "HTTP/1.1 200 a\x01", "HTTP/1.1 200 a\x7f"})
    ExpectRefused(std::string(line) + "\r\n", kStartLine);
  for (const char* line : {"HTTP/", "HTTP/ 200 OK", "HTTP/2 200", "HTTP/1.1\t200 OK"})
    ExpectRefused(std::string(line) + "\r\n", kVersion);
  ExpectRefused("HTTP/2.0 200 OK\r\n", kVersionUnsupported);
  ExpectRefused("HTTP/1.1 200 OK\n", kBareLineFeed);
  ExpectRefused("HTTP/1.1 200 O\rK\r\n", kBareLineFeed);
}

TEST(ResponseParser, RefusesFields) {
  const auto with = [](const char* lines) {
    return std::string("HTTP/1.1 200 OK\r\n") + lines + "\r\n";
  };
  ExpectRefused(with("A : b\r\n"), kFieldName);
  ExpectRefused(with("A: \x02\r\n"), kFieldValue);
  ExpectRefused(with("A: b\r\n c\r\n"), kObsoleteFolding);
  ExpectRefused(with("A: b\n"), kBareLineFeed);
  ExpectRefused(with("Content-Length: 1\r\nContent-Length: 2\r\n"), kContentLength);
  ExpectRefused(with("Content-Length: -1\r\n"), kContentLength);
  ExpectRefused(with("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"), kTransferEncoding);
  ExpectRefused(with("Transfer-Encoding: gzip\r\n"), kTransferEncoding);
  ExpectRefused("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", kTransferEncoding);
  ExpectRefused(with("A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\n"), kTooManyFields);
  ExpectRefused(with(("A: " + std::string(300, 'a')).c_str()), kHeadTooLarge);
}

TEST(ResponseParser, ReadsTheSameHoweverTheBytesAreCut) {
  const std::string bytes =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: \tv \r\n\r\n0\r\n\r\n";
  const std::string whole = test::FeedResponse(bytes, test::Whole(bytes));
  EXPECT_EQ(whole.substr(0, 4), "done");
  EXPECT_EQ(test::FeedResponse(bytes, test::ByteByByte(bytes)), whole);
  for (size_t at = 0; at <= bytes.size(); ++at)
    EXPECT_EQ(test::FeedResponse(bytes, test::CutAt(bytes, at)), whole) << at;
}

}  // namespace
}  // namespace seep
