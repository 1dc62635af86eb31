#include "proxy/forward_response.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "http/parser.h"

namespace sluice {
namespace {

using seep::Framing;

constexpr std::string_view kDate = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr RequestFacts kNew{.keep_alive = true};
constexpr RequestFacts kOld{.version_minor = 0};
constexpr RequestFacts kOldKeepAlive{.version_minor = 0, .keep_alive = true};
constexpr RequestFacts kHead{.head = true, .keep_alive = true};

std::string Forward(const std::string& response, const RequestFacts& request,
                    bool may_keep_alive = true) {
  seep::ResponseParser parser;
  parser.set_request_method(request.head ? "HEAD" : "GET");
  EXPECT_EQ(parser.Parse(response), seep::ParseStatus::kDone) << Name(parser.error());
  std::array<char, 4096> room;
  seep::HeadWriter out(room);
  WriteResponseHead(parser.head(), request, PlanResponse(parser.head(), request, may_keep_alive),
                    {}, kDate, out);
  EXPECT_FALSE(out.overflow());
  return std::string(out.written());
}

TEST(ForwardResponse, AddsOnlyWhatIsMissing) {
  EXPECT_EQ(Forward("HTTP/1.1 200 Fine\r\nX-A: 1\r\nContent-Length: 5\r\n\r\n", kNew),
            "HTTP/1.1 200 Fine\r\nX-A: 1\r\nServer: sluice\r\n"
            "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nVia: 1.1 sluice\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(Forward("HTTP/1.0 200 OK\r\nServer: s\r\ndate: d\r\nVia: 1.1 a\r\nVia: 1.1 b\r\n"
                    "Content-Length: 5\r\n\r\n",
                    kNew),
            "HTTP/1.1 200 OK\r\nServer: s\r\ndate: d\r\nVia: 1.1 a\r\nVia: 1.1 b, 1.0 sluice\r\n"
            "Content-Length: 5\r\n\r\n");
}

TEST(ForwardResponse, RemovesWhatIsMeantForThisHopAndKeepsEachSetCookie) {
  EXPECT_EQ(Forward("HTTP/1.1 200 OK\r\nServer: s\r\nDate: d\r\nSet-Cookie: a=1\r\n"
                    "Connection: X-Hop, Set-Cookie\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\n"
                    "Set-Cookie: b=2\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n",
                    kNew),
            "HTTP/1.1 200 OK\r\nServer: s\r\nDate: d\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
            "Via: 1.1 sluice\r\nContent-Length: 0\r\n\r\n");
}

// RFC 9110 §6.6.2.
TEST(ForwardResponse, AnnouncesTrailersToWhomTheyArePassedOn) {
  const std::string chunked =
      "HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n";
  const RequestFacts understands{.keep_alive = true, .trailers = true};
  EXPECT_NE(Forward(chunked, understands).find("\r\nTrailer: X-Sum\r\n"), std::string::npos);
  EXPECT_EQ(Forward(chunked, kNew).find("Trailer"), std::string::npos);
  EXPECT_EQ(Forward("HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nContent-Length: 1\r\n\r\n", understands)
                .find("Trailer"),
            std::string::npos);
}

// RFC 9110 §15.5.22.
TEST(ForwardResponse, SaysWhatA426WantsToChangeTo) {
  const std::string wanted =
      "HTTP/1.1 426 Upgrade Required\r\nServer: s\r\nDate: d\r\nConnection: upgrade\r\n"
      "Upgrade: websocket\r\nContent-Length: 0\r\n\r\n";
  EXPECT_EQ(Forward(wanted, kNew),
            "HTTP/1.1 426 Upgrade Required\r\nServer: s\r\nDate: d\r\nVia: 1.1 sluice\r\n"
            "Content-Length: 0\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  EXPECT_EQ(Forward(wanted, kOld).find("Upgrade: "), std::string::npos);
}

struct FramingCase {
  std::string fields;
  RequestFacts request;
  Framing framing;
  std::string last_fields;
};

TEST(ForwardResponse, FramesTheBodyForTheClient) {
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  const FramingCase cases[] = {
      {chunked, kNew, Framing::kChunked, "Transfer-Encoding: chunked\r\n\r\n"},
      {chunked, kOld, Framing::kUntilClose, "Via: 1.1 sluice\r\nConnection: close\r\n\r\n"},
      {chunked, kOldKeepAlive, Framing::kUntilClose, "sluice\r\nConnection: close\r\n\r\n"},
      {"", kNew, Framing::kChunked, "Transfer-Encoding: chunked\r\n\r\n"},
      {"", kOld, Framing::kUntilClose, "Connection: close\r\n\r\n"},
      {"Content-Length: 3\r\n", kOldKeepAlive, Framing::kLength,
       "Content-Length: 3\r\nConnection: keep-alive\r\n\r\n"},
      {"Content-Length: 3\r\n", kHead, Framing::kNone, "Content-Length: 3\r\n\r\n"},
      {chunked, kHead, Framing::kNone, "Via: 1.1 sluice\r\n\r\n"},
  };
  for (const FramingCase& c : cases) {
    const std::string response = "HTTP/1.1 200 OK\r\n" + c.fields + "\r\n";
    seep::ResponseParser parser;
    parser.set_request_method(c.request.head ? "HEAD" : "GET");
    ASSERT_EQ(parser.Parse(response), seep::ParseStatus::kDone);
    EXPECT_EQ(PlanResponse(parser.head(), c.request, true).framing, c.framing) << c.fields;
    const std::string sent = Forward(response, c.request);
    EXPECT_TRUE(sent.ends_with(c.last_fields)) << sent;
  }
}

TEST(ForwardResponse, GivesNoLengthWhereThereCanBeNoBody) {
  EXPECT_EQ(
      Forward("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", kNew).find("Content-Length"),
      std::string::npos);
  EXPECT_NE(Forward("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", kNew)
                .find("Content-Length: 9"),
            std::string::npos);
}

TEST(ForwardResponse, SaysCloseWhenTheConnectionCannotStay) {
  EXPECT_TRUE(Forward("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", kNew, false)
                  .ends_with("Connection: close\r\n\r\n"));
}

TEST(ForwardResponse, RelaysInterimResponsesToThoseWhoUnderstandThem) {
  const auto relays = [](int status, const RequestFacts& request) {
    seep::ResponseHead head;
    head.status = static_cast<uint16_t>(status);
    return RelaysInterim(head, request);
  };
  EXPECT_TRUE(relays(103, kNew));
  EXPECT_FALSE(relays(103, kOld));
  EXPECT_FALSE(relays(100, kNew));
  EXPECT_TRUE(relays(100, {.expect_continue = true}));
}

TEST(ForwardResponse, AnswersItselfInFull) {
  std::array<char, 1024> room;
  seep::HeadWriter out(room);
  WriteOwnResponse(502, kNew, true, kDate, out);
  EXPECT_EQ(out.written(),
            "HTTP/1.1 502 Bad Gateway\r\nServer: sluice\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "Content-Type: text/plain\r\nContent-Length: 45\r\n\r\n"
            "Something went wrong, please try again later.");
}

}  // namespace
}  // namespace sluice
