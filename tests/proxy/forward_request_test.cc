#include "proxy/forward_request.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "http/parser.h"

namespace sluice {
namespace {

constexpr Hop kHop{.client_address = "192.0.2.7",
                   .client_is_trusted = true,
                   .listen_port = "9090",
                   .upstream_authority = "127.0.0.1:80"};

class ForwardRequest : public ::testing::Test {
 protected:
  uint16_t Status(const std::string& request) {
    Parse(request);
    return StatusInstead(parser_.head());
  }

  std::string Forward(const std::string& request, bool trusted = true) {
    Hop hop = kHop;
    hop.client_is_trusted = trusted;
    return Forward(request, hop);
  }

  std::string Forward(const std::string& request, const Hop& hop) {
    Parse(request);
    EXPECT_EQ(StatusInstead(parser_.head()), 0);
    std::array<char, 4096> room;
    seep::HeadWriter out(room);
    WriteRequestHead(parser_.head(), hop, out);
    EXPECT_FALSE(out.overflow());
    return std::string(out.written());
  }

 private:
  void Parse(const std::string& request) {
    bytes_ = request;
    parser_.Reset();
    ASSERT_EQ(parser_.Parse(bytes_), seep::ParseStatus::kDone) << Name(parser_.error());
  }

  std::string bytes_;
  seep::RequestParser parser_;
};

TEST_F(ForwardRequest, AddsWhereItCameFromAndKeepsTheRestInOrder) {
  EXPECT_EQ(Forward("GET /a?b=c&d=%20 HTTP/1.1\r\nHost: example.org\r\nX-One: 1\r\n"
                    "Accept: */*\r\nX-One: 2\r\n\r\n"),
            "GET /a?b=c&d=%20 HTTP/1.1\r\nHost: example.org\r\nX-One: 1\r\nAccept: */*\r\n"
            "X-One: 2\r\nX-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Port: 9090\r\n"
            "X-Forwarded-Host: example.org\r\nX-Forwarded-Proto: http\r\nVia: 1.1 sluice\r\n\r\n");
}

TEST_F(ForwardRequest, AppendsToTheLastLineOfAList) {
  EXPECT_EQ(
      Forward("GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 10.0.0.1\r\nVia: 1.0 fred\r\n"
              "x-forwarded-for: 10.0.0.2\r\nX-Forwarded-Port: 443\r\n\r\n"),
      "GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 10.0.0.1\r\n"
      "Via: 1.0 fred, 1.1 sluice\r\nx-forwarded-for: 10.0.0.2, 192.0.2.7\r\n"
      "X-Forwarded-Port: 443, 9090\r\nX-Forwarded-Host: h\r\nX-Forwarded-Proto: http\r\n\r\n");
}

TEST_F(ForwardRequest, PassesOnWhatAClientThatIsTrustedSaysOfTheOneBefore) {
  const std::string sent = Forward(
      "GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: www\r\n"
      "Forwarded: for=10.0.0.1\r\nX-Real-IP: 10.0.0.1\r\nX-Forwarded-Prefix: /a\r\n\r\n");
  for (const std::string field :
       {"X-Forwarded-Proto: https", "X-Forwarded-Host: www", "Forwarded: for=10.0.0.1",
        "X-Real-IP: 10.0.0.1", "X-Forwarded-Prefix: /a"})
    EXPECT_NE(sent.find("\r\n" + field + "\r\n"), std::string::npos) << field;
  EXPECT_EQ(sent.find("X-Forwarded-Proto: http\r\n"), std::string::npos);
}

TEST_F(ForwardRequest, BelievesNoOtherClientWhereARequestCameFrom) {
  EXPECT_EQ(Forward("GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Proto: "
                    "https\r\nX-Forwarded-Host: www\r\nForwarded: for=10.0.0.1\r\nX-Real-IP: "
                    "10.0.0.1\r\nX-Forwarded-Port: 443\r\nX-Forwarded-Prefix: /a\r\n\r\n",
                    false),
            "GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Port: 9090\r\n"
            "X-Forwarded-Host: h\r\nX-Forwarded-Proto: http\r\nVia: 1.1 sluice\r\n\r\n");
}

TEST_F(ForwardRequest, FillsAnEmptyList) {
  EXPECT_NE(Forward("GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For:\r\n\r\n")
                .find("\r\nX-Forwarded-For: 192.0.2.7\r\n"),
            std::string::npos);
}

TEST_F(ForwardRequest, RemovesWhatIsMeantForThisHop) {
  const std::string sent = Forward(
      "GET / HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, X-Secret, Upgrade\r\nX-Secret: 1\r\n"
      "Keep-Alive: timeout=5\r\nProxy-Connection: close\r\nTE: deflate\r\nUpgrade: h2c\r\n"
      "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nTrailer: X-Sum\r\nX-Kept: 2\r\n\r\n");
  EXPECT_EQ(sent,
            "GET / HTTP/1.1\r\nHost: h\r\nX-Kept: 2\r\nX-Forwarded-For: 192.0.2.7\r\n"
            "X-Forwarded-Port: 9090\r\nX-Forwarded-Host: h\r\nX-Forwarded-Proto: http\r\n"
            "Via: 1.1 sluice\r\n\r\n");
}

TEST_F(ForwardRequest, PassesOnThatTrailersAreUnderstoodAndNothingElseOfTe) {
  const auto behind_via = [&](const std::string& start, const std::string& fields) {
    const std::string sent = Forward(start + "\r\nHost: h\r\n" + fields + "\r\n");
    return sent.substr(sent.find("\r\n", sent.find("Via: ")) + 2);
  };
  EXPECT_EQ(behind_via("GET / HTTP/1.1", "TE: gzip;q=0.5, Trailers\r\nConnection: TE\r\n"),
            "Connection: TE\r\nTE: trailers\r\n\r\n");
  EXPECT_EQ(
      behind_via("GET / HTTP/1.1", "TE: trailers\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"),
      "Connection: TE, Upgrade\r\nTE: trailers\r\nUpgrade: websocket\r\n\r\n");
  EXPECT_EQ(behind_via("GET / HTTP/1.1", "TE: gzip\r\n"), "\r\n");
  EXPECT_EQ(behind_via("GET / HTTP/1.0", "TE: trailers\r\n"), "\r\n");
}

TEST_F(ForwardRequest, KeepsEndToEndFieldsThatConnectionNames) {
  const std::string sent = Forward(
      "POST / HTTP/1.1\r\nHost: h\r\n"
      "Connection: Host, Cookie, X-Forwarded-For, Content-Length, Content-Type, Authorization\r\n"
      "Cookie: a=b\r\nContent-Length: 3\r\nContent-Type: text/plain\r\nAuthorization: Basic "
      "eA==\r\n"
      "X-Forwarded-For: 10.0.0.1\r\n\r\n");
  EXPECT_EQ(sent,
            "POST / HTTP/1.1\r\nHost: h\r\nCookie: a=b\r\nContent-Type: text/plain\r\n"
            "Authorization: Basic eA==\r\nX-Forwarded-For: 10.0.0.1, 192.0.2.7\r\n"
            "X-Forwarded-Port: 9090\r\nX-Forwarded-Host: h\r\nX-Forwarded-Proto: http\r\n"
            "Via: 1.1 sluice\r\nContent-Length: 3\r\n\r\n");
}

// What is known to be for every recipient stays; what is not known may be an extension of the hop.
TEST_F(ForwardRequest, LetsConnectionRemoveOnlyWhatIsNotKnownToBeForAll) {
  const std::string sent = Forward(
      "GET / HTTP/1.1\r\nHost: h\r\nConnection: if-none-match, Accept-Encoding, X-Hop, "
      "Sec-Fetch-Mode, traceparent\r\nIf-None-Match: \"a\"\r\nACCEPT-ENCODING: gzip\r\nX-Hop: 1\r\n"
      "Sec-Fetch-Mode: cors\r\nTraceparent: 00\r\n\r\n");
  for (const std::string kept :
       {"If-None-Match", "ACCEPT-ENCODING", "Sec-Fetch-Mode", "Traceparent"})
    EXPECT_NE(sent.find("\r\n" + kept + ": "), std::string::npos) << kept;
  EXPECT_EQ(sent.find("X-Hop"), std::string::npos);
}

TEST_F(ForwardRequest, DropsNamesThatServersTakeForThoseOfFramingOrForwarding) {
  const std::string sent = Forward(
      "GET / HTTP/1.1\r\nHost: h\r\nTransfer_Encoding: chunked\r\ncontent_length: 9\r\n"
      "X_Forwarded_For: 10.0.0.1\r\nX-Forwarded_Proto: https\r\nX_Real_IP: 10.0.0.1\r\n"
      "Http_Host: x\r\nHo_st: x\r\nMy_Field: kept\r\n\r\n");
  for (const std::string dropped : {"ncoding", "ength", "10.0.0.1", "https"})
    EXPECT_EQ(sent.find(dropped), std::string::npos) << dropped;
  EXPECT_NE(sent.find("\r\nMy_Field: kept\r\n"), std::string::npos);
}

TEST_F(ForwardRequest, WritesTheFramingAnew) {
  EXPECT_NE(Forward("POST / HTTP/1.1\r\nHost: h\r\ntransfer-encoding: Chunked\r\n\r\n")
                .find("\r\nTransfer-Encoding: chunked\r\n\r\n"),
            std::string::npos);
  EXPECT_NE(Forward("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 007\r\n\r\n")
                .find("\r\nContent-Length: 7\r\n\r\n"),
            std::string::npos);
}

TEST_F(ForwardRequest, TurnsAnAbsoluteTargetIntoOriginFormWithItsHost) {
  EXPECT_EQ(Forward("GET HTTP://other.example:8080/p?q HTTP/1.1\r\nHost: h\r\n\r\n").substr(0, 45),
            "GET /p?q HTTP/1.1\r\nHost: other.example:8080\r\n");
  EXPECT_TRUE(Forward("GET http://o?q HTTP/1.1\r\nHost: h\r\n\r\n")
                  .starts_with("GET /?q HTTP/1.1\r\nHost: o\r\nX-"));
  EXPECT_TRUE(Forward("GET http://o HTTP/1.1\r\nHost: h\r\n\r\n")
                  .starts_with("GET / HTTP/1.1\r\nHost: o\r\nX-"));
  EXPECT_TRUE(Forward("OPTIONS http://o HTTP/1.1\r\nHost: h\r\n\r\n")
                  .starts_with("OPTIONS * HTTP/1.1\r\nHost: o\r\nX-"));
}

TEST_F(ForwardRequest, PassesUnusualMethodsAndAsteriskForm) {
  EXPECT_TRUE(Forward("MKACTIVITY /x HTTP/1.1\r\nHost: h\r\n\r\n").starts_with("MKACTIVITY /x HT"));
  EXPECT_TRUE(Forward("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n").starts_with("OPTIONS * HTTP/1.1\r"));
}

TEST_F(ForwardRequest, GivesAnOldClientsRequestAHostAndTakesItsExpectAway) {
  const std::string sent = Forward("POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(sent,
            "POST / HTTP/1.1\r\nHost: 127.0.0.1:80\r\nX-Forwarded-For: 192.0.2.7\r\n"
            "X-Forwarded-Port: 9090\r\nX-Forwarded-Proto: http\r\nVia: 1.0 sluice\r\n\r\n");
  EXPECT_NE(Forward("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n")
                .find("\r\nExpect: 100-continue\r\n"),
            std::string::npos);
}

TEST_F(ForwardRequest, CountsMaxForwardsDownForTraceAndOptionsOnly) {
  const auto with = [](const std::string& method, const std::string& left) {
    return method + " / HTTP/1.1\r\nHost: h\r\nMax-Forwards: " + left + "\r\n\r\n";
  };
  EXPECT_NE(Forward(with("OPTIONS", "3")).find("\r\nMax-Forwards: 2\r\n"), std::string::npos);
  EXPECT_NE(Forward(with("GET", "0")).find("\r\nMax-Forwards: 0\r\n"), std::string::npos);
  EXPECT_EQ(Status(with("OPTIONS", "0")), 200);
  EXPECT_EQ(Status(with("TRACE", "0")), 405);
}

// RFC 9110 §6.6.2.
TEST_F(ForwardRequest, AnnouncesTrailersWhereTheyFollow) {
  const std::string post = "POST / HTTP/1.1\r\nHost: h\r\nTrailer: X-Sum\r\n";
  EXPECT_NE(Forward(post + "Transfer-Encoding: chunked\r\n\r\n").find("\r\nTrailer: X-Sum\r\n"),
            std::string::npos);
  EXPECT_EQ(Forward(post + "Content-Length: 1\r\n\r\n").find("Trailer"), std::string::npos);
}

// RFC 7239.
TEST_F(ForwardRequest, SaysForwardedWhereItIsAskedTo) {
  Hop hop = kHop;
  hop.writes_forwarded = true;
  hop.scheme = "https";
  const std::string plain = "GET / HTTP/1.1\r\nHost: h:8080\r\n\r\n";
  EXPECT_NE(
      Forward(plain, hop).find("\r\nForwarded: for=192.0.2.7;host=\"h:8080\";proto=https\r\n"),
      std::string::npos);
  hop.client_address = "2001:db8::1";
  EXPECT_NE(Forward("GET http://h2/ HTTP/1.1\r\nHost: h\r\n\r\n", hop)
                .find("\r\nForwarded: for=\"[2001:db8::1]\";host=h2;proto=https\r\n"),
            std::string::npos);
  hop.client_address = "unknown";
  EXPECT_NE(
      Forward("GET / HTTP/1.0\r\n\r\n", hop).find("\r\nForwarded: for=unknown;proto=https\r\n"),
      std::string::npos);
  const std::string through =
      "GET / HTTP/1.1\r\nHost: h\r\nForwarded: for=_a\r\nforwarded: for=_b\r\n\r\n";
  EXPECT_NE(Forward(through, hop)
                .find("\r\nForwarded: for=_a\r\nforwarded: for=_b, "
                      "for=unknown;host=h;proto=https\r\n"),
            std::string::npos);
  hop.client_is_trusted = false;
  const std::string sent = Forward(through, hop);
  EXPECT_EQ(sent.find("_a"), std::string::npos);
  EXPECT_EQ(sent.find("_b"), std::string::npos);
  EXPECT_NE(sent.find("\r\nForwarded: for=unknown;host=h;proto=https\r\n"), std::string::npos);
}

TEST_F(ForwardRequest, RefusesWhatCannotBeForwarded) {
  EXPECT_EQ(Status("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n"), 501);
  EXPECT_EQ(Status("GET * HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
  EXPECT_EQ(Status("GET index.html HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
  EXPECT_EQ(Status("GET ftp://h/ HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
  EXPECT_EQ(Status("GET http://user@h/ HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
  EXPECT_EQ(Status("GET http:/// HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
  EXPECT_EQ(Status("GET http:///a HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
}

TEST_F(ForwardRequest, RefusesAnAuthorityThatIsNone) {
  for (const std::string authority :
       {"b\"<>", "[::1", "[]", "b:8x", ":80", "b,c", "b\\c", "u@b", "[::1]x"})
    EXPECT_EQ(Status("GET http://" + authority + "/x HTTP/1.1\r\nHost: h\r\n\r\n"), 400)
        << authority;
  EXPECT_TRUE(Forward("GET http://[::1]:80/x HTTP/1.1\r\nHost: h\r\n\r\n")
                  .starts_with("GET /x HTTP/1.1\r\nHost: [::1]:80\r\n"));
}

TEST_F(ForwardRequest, RefusesAFragment) {
  for (const std::string target : {"http://h#frag", "/a#b", "/a?b#c", "http://h/a#b", "/#"})
    EXPECT_EQ(Status("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n"), 400) << target;
}

TEST_F(ForwardRequest, EndsALoopAndAFloodOfConnectionOptions) {
  std::string via = "Via: 1.1 sluice";
  for (int i = 0; i < 7; ++i) via += ", 1.1 sluice";
  EXPECT_EQ(Status("GET / HTTP/1.1\r\nHost: h\r\n" + via + "\r\n\r\n"), 508);
  std::string options = "Connection: x-0";
  for (int i = 1; i < 33; ++i) options += ",x-" + std::to_string(i);
  EXPECT_EQ(Status("GET / HTTP/1.1\r\nHost: h\r\n" + options + "\r\n\r\n"), 400);
}

TEST_F(ForwardRequest, SaysOverflowInsteadOfCuttingTheHead) {
  seep::RequestParser parser;
  const std::string request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
  ASSERT_EQ(parser.Parse(request), seep::ParseStatus::kDone);
  std::array<char, 40> room;
  seep::HeadWriter out(room);
  WriteRequestHead(parser.head(), kHop, out);
  EXPECT_TRUE(out.overflow());
}

}  // namespace
}  // namespace sluice
