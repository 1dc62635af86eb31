// Requests that must be refused, with the error, the status, and nothing that depends on how the
// bytes were cut. Most are known ways of smuggling a request past a proxy.

#include <gtest/gtest.h>

#include <string>

#include "http/feed.h"
#include "http/parser.h"

namespace seep {
namespace {

using enum ParseError;

struct Refusal {
  std::string bytes;
  ParseError error;
  uint16_t status = 400;
};

constexpr Limits kLimits = {.head_bytes_max = 400, .target_bytes_max = 40, .fields_max = 6};

void ExpectRefused(const Refusal& c) {
  RequestParser parser(kLimits);
  EXPECT_EQ(parser.Parse(c.bytes), ParseStatus::kFailed) << c.bytes;
  EXPECT_EQ(Name(parser.error()), Name(c.error)) << c.bytes;
  EXPECT_EQ(StatusFor(parser.error()), c.status) << c.bytes;
  const std::string whole = test::FeedRequest(c.bytes, test::Whole(c.bytes), kLimits);
  EXPECT_EQ(test::FeedRequest(c.bytes, test::ByteByByte(c.bytes), kLimits), whole) << c.bytes;
  for (size_t at = 0; at <= c.bytes.size(); ++at)
    EXPECT_EQ(test::FeedRequest(c.bytes, test::CutAt(c.bytes, at), kLimits), whole) << c.bytes;
}

// A request with these lines behind Host.
std::string With(const std::string& lines, const char* version = "1.1") {
  return std::string("POST / HTTP/") + version + "\r\nHost: x\r\n" + lines + "\r\n";
}

std::string Nul(std::string text) {
  for (char& c : text)
    if (c == '0') c = '\0';
  return text;
}

TEST(RequestRefusal, OfBareLineEnds) {
  for (const char* bytes :
       {"\n", "\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", "\r\rGET", "\r\n\nGET", "GET / HTTP/1.1\n",
        "GET / HTTP/1.1\nHost: x\n\n", "GET / HTTP/1.1\r\nHost: x\n",
        "GET / HTTP/1.1\r\nHost: x\r\n\n", "GET /\r HTTP/1.1\r\n", "GET / HTTP/1.1\r\r\n",
        "GET / HTTP/1.1\r\nA: b\rc: d\r\n", "GET / HTTP/1.1\r\nA\r: d\r\n",
        "GET / HTTP/1.1\r\nA: b\r\r\n", "GET / HTTP/1.1\r\nHost: x\r\n\r\r\n"})
    ExpectRefused({bytes, kBareLineFeed});
}

TEST(RequestRefusal, OfRequestLines) {
  const Refusal cases[] = {
      {"GET\r\n", kStartLine},
      {"GET /\r\n", kStartLine},
      {"GET /index.html\r\n\r\n", kStartLine},
      {"\x16\x03\x01", kMethod},  // a TLS handshake fails with its first byte
      {" GET / HTTP/1.1\r\n", kMethod},
      {":", kMethod},
      {"G@T / HTTP/1.1\r\n", kMethod},
      {"GET\t/ HTTP/1.1 x\r\n", kMethod},
      {"G\xc3\xa9T / HTTP/1.1\r\n", kMethod},
      {"GET  / HTTP/1.1\r\n", kTarget},
      {"GET /\t HTTP/1.1\r\n", kTarget},
      {"GET /\x7f HTTP/1.1\r\n", kTarget},
      {"GET /\xc3\xa9 HTTP/1.1\r\n", kTarget},
      {Nul("GET /0 HTTP/1.1\r\n"), kTarget},
      {"GET / x HTTP/1.1\r\n", kVersion},
      {"GET / HTTP/1.1 \r\n", kVersion},
      {"GET / http/1.1\r\n", kVersion},
      {"GET / HTTP/1\r\n", kVersion},
      {"GET / HTTP/11.1\r\n", kVersion},
      {"GET / HTTP/1,1\r\n", kVersion},
      {"GET / HTTP/x.1\r\n", kVersion},
      {"GET / ICAP/1.1\r\n", kVersion},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", kVersionUnsupported, 505},
      {"GET / HTTP/0.9\r\n", kVersionUnsupported, 505},
  };
  for (const Refusal& c : cases) ExpectRefused(c);
}

TEST(RequestRefusal, OfFieldLines) {
  const Refusal cases[] = {
      {With("A : b\r\n"), kFieldName},
      {With("A\t: b\r\n"), kFieldName},
      {With("Transfer-Encoding : chunked\r\n"), kFieldName},
      {With("no colon\r\n"), kFieldName},
      {With("nocolon\r\n"), kFieldName},
      {With(": b\r\n"), kFieldName},
      {With("A@: b\r\n"), kFieldName},
      {With("\xc3\xa9: b\r\n"), kFieldName},
      {With("Host\v: y\r\n"), kFieldName},
      {With("A: b\x01\r\n"), kFieldValue},
      {With("A: b\x7f"
            "c\r\n"),
       kFieldValue},
      {With("Transfer-Encoding: \x0b"
            "chunked\r\n"),
       kFieldValue},
      {With(Nul("A: 0\r\n")), kFieldValue},
      {With("A: b\r\n c\r\n"), kObsoleteFolding},
      {With("A: b\r\n\tc: d\r\n"), kObsoleteFolding},
      {With("Transfer-Encoding:\r\n chunked\r\n"), kObsoleteFolding},
      {"GET / HTTP/1.1\r\n Host: x\r\n\r\n", kObsoleteFolding},
      {"GET / HTTP/1.1\r\n \r\nHost: x\r\n\r\n", kObsoleteFolding},
  };
  for (const Refusal& c : cases) ExpectRefused(c);
}

TEST(RequestRefusal, OfHosts) {
  ExpectRefused({"GET / HTTP/1.1\r\n\r\n", kHost});
  ExpectRefused({"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", kHost});
  ExpectRefused({"GET / HTTP/1.0\r\nHost: a\r\nhOST: b\r\n\r\n", kHost});
  for (const char* host : {"a b", "a/b", "u@a", "a?b", "a#b", "a:b", "a:80:80", ":80", "[::1", "[]",
                           "[::1]x", "[a/b]", "a\tb", "\"a\"", "a\\b", "<a>", "a:-1", "\xc3\xa9"})
    ExpectRefused({std::string("GET / HTTP/1.1\r\nHost: ") + host + "\r\n\r\n", kHost});
}

TEST(RequestRefusal, OfContentLengths) {
  for (const char* length :
       {"", "+5", "-1", "0x5", "5,6", "5, ", ",5", "5 5", "5;5", "1e3", "5.0", "'5'", "\xb2",
        "9223372036854775808", "18446744073709551616", "99999999999999999999999999"})
    ExpectRefused({With(std::string("Content-Length: ") + length + "\r\n"), kContentLength});
  ExpectRefused({With("Content-Length: 5\r\nContent-Length: 6\r\n"), kContentLength});
  ExpectRefused({With("Content-Length: 5\r\nContent-Length:\r\n"), kContentLength});
}

TEST(RequestRefusal, OfTransferEncodings) {
  const Refusal cases[] = {
      {With("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), kTransferEncoding},
      {With("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), kTransferEncoding},
      {With("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n"), kTransferEncoding},
      {With("Transfer-Encoding: identity\r\nContent-Length: 5\r\n"), kTransferEncoding},
      {With("Transfer-Encoding: chunked\r\n", "1.0"), kTransferEncoding},
      {With("Transfer-Encoding:\r\n"), kTransferEncoding},
      {With("Transfer-Encoding: ,\r\n"), kTransferEncoding},
      {With("Transfer-Encoding: chunked, chunked\r\n"), kTransferEncoding},
      {With("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), kTransferEncoding},
      // What does not end with chunked has no end (RFC 9112 §6.3).
      {With("Transfer-Encoding: chunked, identity\r\n"), kTransferEncoding},
      {With("Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n"), kTransferEncoding},
      {With("Transfer-Encoding: xchunked\r\n"), kTransferEncoding},
      {With("Transfer-Encoding: \"chunked\"\r\n"), kTransferEncoding},
      {With("Transfer-Encoding: chunked;q=1\r\n"), kTransferEncoding},
      {With("Transfer-Encoding: chunked chunked\r\n"), kTransferEncoding},
      {With("Transfer-Encoding: \xc2\xa0"
            "chunked\r\n"),
       kTransferEncoding},
      {With("Transfer-Encoding: identity, chunked\r\n"), kTransferCodingUnknown, 501},
      {With("Transfer-Encoding: gzip, chunked\r\n"), kTransferCodingUnknown, 501},
      {With("Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n"), kTransferCodingUnknown, 501},
  };
  for (const Refusal& c : cases) ExpectRefused(c);
}

TEST(RequestRefusal, OfWhatIsTooMuch) {
  const std::string target(kLimits.target_bytes_max + 1, 'a');
  ExpectRefused({"GET " + target, kTargetTooLong, 414});  // its end is not waited for
  ExpectRefused({"GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n", kTargetTooLong, 414});
  ExpectRefused({"GET / HTTP/1.1\r\nHost: " + std::string(400, 'a'), kHeadTooLarge, 431});
  ExpectRefused({"GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(400, 'a') + "\r\n\r\n",
                 kHeadTooLarge, 431});
  ExpectRefused({std::string(400, 'A'), kHeadTooLarge, 431});
  std::string empty_lines;
  for (int i = 0; i < 200; ++i) empty_lines += "\r\n";
  ExpectRefused({empty_lines + "GET", kHeadTooLarge, 431});
  ExpectRefused({With("A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\nF: 6\r\n"), kTooManyFields, 431});
}

TEST(RequestRefusal, BeginsJustAboveEachLimit) {
  const auto accepted = [](const std::string& bytes) {
    RequestParser parser(kLimits);
    return parser.Parse(bytes) == ParseStatus::kDone;
  };
  EXPECT_TRUE(accepted("GET " + std::string(40, 'a') + " HTTP/1.0\r\n\r\n"));
  EXPECT_TRUE(accepted(With("A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\n")));
  const std::string start = "GET / HTTP/1.0\r\nA: ";
  const std::string exact = start + std::string(400 - start.size() - 4, 'a') + "\r\n\r\n";
  EXPECT_TRUE(accepted(exact));
  EXPECT_FALSE(accepted("\r\n" + exact));
}

TEST(RequestRefusal, NeverTakesMoreFieldsThanThereIsRoomFor) {
  std::string lines;
  for (size_t i = 0; i < kFieldsCapacity; ++i) lines += "A: b\r\n";
  RequestParser parser({.fields_max = 1000});
  EXPECT_EQ(parser.Parse("GET / HTTP/1.0\r\n" + lines + "\r\n"), ParseStatus::kDone);
  parser.Reset();
  EXPECT_EQ(parser.Parse("GET / HTTP/1.0\r\n" + lines + "A: b\r\n\r\n"), ParseStatus::kFailed);
  EXPECT_EQ(parser.error(), kTooManyFields);
}

TEST(RequestRefusal, StaysUntilReset) {
  RequestParser parser;
  EXPECT_EQ(parser.Parse("@"), ParseStatus::kFailed);
  EXPECT_EQ(parser.Parse("GET / HTTP/1.0\r\n\r\n"), ParseStatus::kFailed);
  parser.Reset();
  EXPECT_EQ(parser.Parse("GET / HTTP/1.0\r\n\r\n"), ParseStatus::kDone);
}

}  // namespace
}  // namespace seep
