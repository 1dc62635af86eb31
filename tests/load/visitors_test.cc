// Cookies that a server sets, and who sends them back.
#include <gmock/gmock.h>

#include <atomic>
#include <memory>

#include "load/http2_server.h"
#include "load/running.h"
#include "load/shapes.h"

namespace seep {
namespace {

using testing::Each;
using testing::ElementsAre;

// Gives each client without a session one, and notes what each request had for a Cookie field.
struct SessionServer {
  SessionServer()
      : server([this](Peer& peer) {
          for (std::string request; !(request = peer.ReadRequest()).empty();)
            peer.Write(Answer(request));
        }) {}

  std::string Answer(const std::string& request) {
    const std::lock_guard lock(mutex);
    const size_t at = request.find("\r\nCookie: ");
    cookies.push_back(at == std::string::npos
                          ? ""
                          : request.substr(at + 10, request.find("\r\n", at + 2) - at - 10));
    if (cookies.back().find("sid=") != std::string::npos) return std::string(kOk);
    return "HTTP/1.1 200 OK\r\nset-cookie: sid=" + std::to_string(++sessions) +
           "; Path=/\r\nContent-Length: 5\r\n\r\nhello";
  }

  std::mutex mutex;
  std::vector<std::string> cookies;
  int sessions = 0;
  ScriptedServer server;
};

TEST(Visitors, AreNewEachTimeUnlessTheyAreCounted) {
  SessionServer sessions;
  const LoadResult result = RunRound(SpecFor(sessions.server), 3);
  EXPECT_THAT(sessions.cookies, Each(""));
  EXPECT_EQ(result.cookies_set, 3u);
}

TEST(Visitors, TakeTurnsWithTheCookiesThatTheyWereGiven) {
  SessionServer sessions;
  TrafficSpec spec = SpecFor(sessions.server);
  spec.visitors = 2;
  const LoadResult result = RunRound(spec, 6);
  EXPECT_THAT(sessions.cookies, ElementsAre("", "", "sid=1", "sid=2", "sid=1", "sid=2"));
  EXPECT_EQ(result.cookies_set, 2u);
}

TEST(Visitors, ComeAgainWithTheirCookiesInARoundOfTheirNumbers) {
  SessionServer sessions;
  const auto learnt = std::make_shared<Learnt>(0);
  const TrafficSpec spec = SpecFor(sessions.server);
  const auto first = LoadGenerator::Create(spec, 1, learnt);
  const auto second = LoadGenerator::Create(spec, 1, learnt);
  ASSERT_TRUE(first && second);
  (*first)->Run({.first = 10, .requests = 2}, {});
  (*first)->Run({.first = 12, .requests = 1}, {});
  (*second)->Run({.first = 10, .requests = 3, .returning = true}, {});
  EXPECT_THAT(sessions.cookies, ElementsAre("", "", "", "sid=1", "sid=2", "sid=3"));
  EXPECT_EQ((*second)->RemembersFrom(), 0u);
}

TEST(Visitors, HaveTheUsersOwnCookieBesideTheirs) {
  SessionServer sessions;
  TrafficSpec spec = SpecFor(sessions.server);
  spec.request.headers = {{"Cookie", "lang=en"}};
  spec.visitors = 1;
  const LoadResult result = RunRound(spec, 2);
  EXPECT_THAT(sessions.cookies, ElementsAre("lang=en", "lang=en; sid=1"));
  EXPECT_EQ(result.cookies_set, 0u) << "none came without a cookie";
}

TEST(Visitors, FillPlaceholdersAsWell) {
  SessionServer sessions;
  TrafficSpec spec = SpecFor(sessions.server);
  spec.visitors = 1;
  spec.request.headers = {{"Cookie", "number={i}"}};
  RunRound(spec, 2);
  EXPECT_THAT(sessions.cookies, ElementsAre("number=0", "number=1; sid=1"));
}

TEST(Visitors, TakeTurnsOverHttp2) {
  std::atomic<int> sessions{0};
  Http2Server server([&](const Http2Asked& asked) {
    Http2Reply reply;
    if (!asked.fields.contains("cookie"))
      reply.set_cookie = "sid=" + std::to_string(++sessions) + "; Path=/";
    return reply;
  });
  TrafficSpec spec = SpecFor(server.server());
  spec.http2 = true;
  spec.visitors = 2;
  const LoadResult result = RunRound(spec, 6);
  EXPECT_EQ(result.answers, 6u) << result.error_example;
  EXPECT_EQ(result.cookies_set, 2u);
  std::vector<std::string> cookies;
  for (const Http2Asked& asked : server.Asked()) {
    const auto found = asked.fields.find("cookie");
    cookies.push_back(found == asked.fields.end() ? "" : found->second);
  }
  EXPECT_THAT(cookies, ElementsAre("", "", "sid=1", "sid=2", "sid=1", "sid=2"));
}

}  // namespace
}  // namespace seep
