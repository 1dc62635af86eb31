#include <gtest/gtest.h>

#include "http/feed.h"
#include "http/parser.h"

namespace seep {
namespace {

RequestHead Parsed(std::string_view bytes) {
  RequestParser parser;
  EXPECT_EQ(parser.Parse(bytes), ParseStatus::kDone) << Name(parser.error());
  EXPECT_EQ(parser.head_bytes(), bytes.size());
  return parser.head();
}

// A request with these fields besides Host.
RequestHead ParsedWith(const char* fields) {
  static std::string bytes;  // the views outlive the call
  bytes = std::string("POST / HTTP/1.1\r\nHost: x\r\n") + fields + "\r\n";
  return Parsed(bytes);
}

TEST(RequestParser, ReadsEveryPartOfARequest) {
  const std::string bytes =
      "PATCH /a/b?c=d&e HTTP/1.1\r\nHost: example.org:8080\r\nX-Odd!#$: \t a\tb \xc3\xa9 \t\r\n"
      "Empty:\r\n\r\n";
  const RequestHead head = Parsed(bytes);
  EXPECT_EQ(head.method, "PATCH");
  EXPECT_EQ(head.target, "/a/b?c=d&e");
  EXPECT_EQ(head.host, "example.org:8080");
  EXPECT_EQ(head.version_minor, 1);
  EXPECT_EQ(head.framing, Framing::kNone);
  EXPECT_FALSE(head.has_content_length);
  EXPECT_TRUE(head.keep_alive);
  EXPECT_FALSE(head.expect_continue);
  ASSERT_EQ(head.field_count, 3u);
  EXPECT_EQ(head.fields[1].name, "X-Odd!#$");
  EXPECT_EQ(head.fields[1].value, "a\tb \xc3\xa9");
  EXPECT_EQ(head.fields[2].value, "");
  ASSERT_NE(head.Find("empty"), nullptr);
  EXPECT_EQ(head.Find("absent"), nullptr);
}

TEST(RequestParser, TakesTargetsOfEveryForm) {
  for (const char* target : {"/", "*", "http://a/b", "example.org:443", "/%00{}|\\^\"<>"}) {
    const std::string bytes =
        std::string("OPTIONS ") + target + " HTTP/1.1\r\nHost: example.org\r\n\r\n";
    EXPECT_EQ(Parsed(bytes).target, target);
  }
}

TEST(RequestParser, SkipsEmptyLinesBeforeTheRequestAndCountsThem) {
  const std::string bytes = "\r\n\r\nGET / HTTP/1.0\r\n\r\n";
  RequestParser parser;
  EXPECT_EQ(parser.Parse(bytes.substr(0, 4)), ParseStatus::kNeedMore);
  EXPECT_FALSE(parser.started());
  EXPECT_EQ(parser.Parse(bytes.substr(0, 5)), ParseStatus::kNeedMore);
  EXPECT_TRUE(parser.started());
  EXPECT_EQ(parser.Parse(bytes), ParseStatus::kDone);
  EXPECT_EQ(parser.head_bytes(), bytes.size());
}

TEST(RequestParser, LeavesWhatFollowsTheHeadAlone) {
  const std::string head = "GET / HTTP/1.0\r\n\r\n";
  RequestParser parser;
  ASSERT_EQ(parser.Parse(head + "\n\n@not looked at"), ParseStatus::kDone);
  EXPECT_EQ(parser.head_bytes(), head.size());
}

TEST(RequestParser, ReadsPipelinedRequestsOneAfterAnother) {
  const std::string bytes =
      "GET /1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /2 HTTP/1.1\r\nHost: b\r\n\r\n";
  RequestParser parser;
  ASSERT_EQ(parser.Parse(bytes), ParseStatus::kDone);
  EXPECT_FALSE(parser.head().keep_alive);
  const std::string_view rest = std::string_view(bytes).substr(parser.head_bytes());
  parser.Reset();
  EXPECT_FALSE(parser.started());
  ASSERT_EQ(parser.Parse(rest), ParseStatus::kDone);
  EXPECT_EQ(parser.head().target, "/2");
  EXPECT_EQ(parser.head().host, "b");
  EXPECT_TRUE(parser.head().keep_alive);
  EXPECT_EQ(parser.head().field_count, 1u);
}

TEST(RequestParser, DerivesTheFraming) {
  EXPECT_EQ(ParsedWith("").framing, Framing::kNone);
  EXPECT_EQ(ParsedWith("Content-Length: 0\r\n").framing, Framing::kLength);
  EXPECT_EQ(ParsedWith("CONTENT-length: 9223372036854775807\r\n").content_length,
            9223372036854775807u);
  EXPECT_EQ(ParsedWith("Content-Length: 007\r\n").content_length, 7u);
  EXPECT_EQ(ParsedWith("Content-Length: 5, 5\r\nContent-Length: 5\r\n").content_length, 5u);
  EXPECT_EQ(ParsedWith("Transfer-Encoding: chunked\r\n").framing, Framing::kChunked);
  EXPECT_EQ(ParsedWith("transfer-encoding: , CHUNKED\r\n").framing, Framing::kChunked);
}

TEST(RequestParser, DerivesKeepAlive) {
  struct {
    const char* version;
    const char* fields;
    bool keep_alive;
  } const cases[] = {
      {"1.1", "", true},
      {"1.1", "Connection: close\r\n", false},
      {"1.1", "Connection: Upgrade, CLOSE ,x\r\n", false},
      {"1.1", "Connection: keep-alive\r\nconnection: close\r\n", false},
      {"1.1", "Connection: closed, not-close\r\n", true},
      {"1.0", "", false},
      {"1.0", "Connection: Keep-Alive\r\n", true},
      {"1.0", "Connection: x,keep-alive\r\n", true},
      {"1.0", "Connection: keep-alive, close\r\n", false},
  };
  for (const auto& c : cases) {
    const std::string bytes =
        std::string("GET / HTTP/") + c.version + "\r\nHost: x\r\n" + c.fields + "\r\n";
    EXPECT_EQ(Parsed(bytes).keep_alive, c.keep_alive) << bytes;
  }
}

TEST(RequestParser, SeesExpectContinueInHttp11Only) {
  EXPECT_TRUE(ParsedWith("Expect: 100-Continue\r\n").expect_continue);
  EXPECT_FALSE(ParsedWith("Expect: 200-ok\r\n").expect_continue);
  EXPECT_FALSE(Parsed("GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n").expect_continue);
}

TEST(RequestParser, TakesLaterMinorVersionsAs11) {
  EXPECT_EQ(Parsed("GET / HTTP/1.9\r\nHost: x\r\n\r\n").version_minor, 1);
  EXPECT_EQ(Parsed("GET / HTTP/1.0\r\n\r\n").version_minor, 0);
}

TEST(RequestParser, TakesHostsOfEveryForm) {
  for (const char* host :
       {"a", "a:", "a:80", "127.0.0.1:9", "[::1]", "[::1]:80", "[v1.x:y]", "a%20b", "x_y", ""}) {
    const std::string bytes = std::string("GET / HTTP/1.1\r\nHost: ") + host + "\r\n\r\n";
    EXPECT_EQ(Parsed(bytes).host, host);
  }
}

TEST(RequestParser, KeepsItsAnswerWhenAskedAgainAndFollowsTheBytes) {
  RequestParser parser;
  const std::string first = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
  ASSERT_EQ(parser.Parse(first), ParseStatus::kDone);
  const std::string second = first + "more";
  ASSERT_EQ(parser.Parse(second), ParseStatus::kDone);
  EXPECT_EQ(parser.head().target.data(), second.data() + 4);
  EXPECT_EQ(parser.head().host.data(), second.data() + 23);
}

TEST(RequestParser, ReadsTheSameHoweverTheBytesAreCut) {
  const std::string bytes =
      "\r\nPOST /a?b HTTP/1.1\r\nHost: [::1]:80\r\nX: \tv \r\nContent-Length: 3\r\n"
      "Connection: close\r\n\r\nabc";
  const std::string whole = test::FeedRequest(bytes, test::Whole(bytes));
  EXPECT_EQ(whole.substr(0, 4), "done");
  EXPECT_EQ(test::FeedRequest(bytes, test::ByteByByte(bytes)), whole);
  for (size_t at = 0; at <= bytes.size(); ++at)
    EXPECT_EQ(test::FeedRequest(bytes, test::CutAt(bytes, at)), whole) << at;
}

}  // namespace
}  // namespace seep
