// The goals of the proxy that this one grew from (https://github.com/klausi/rustnish, README.md),
// by their numbers. 5 is in tests/project, and 7 is Seep (tests/e2e/experiment_test.cc).

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "proxy/rig.h"

namespace sluice::testing {
namespace {

constexpr std::string_view kGet = "GET /test?key=value HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::string_view kHello =
    "HTTP/1.1 200 OK\r\nServer: dummy-server\r\nVia: 1.1 test\r\nX-A: b\r\n"
    "Content-Length: 5\r\n\r\nhello";
constexpr std::string_view kApology = "Something went wrong, please try again later.";

TEST(OriginalGoal1, PipesRequestsThroughAndLeavesTheAnswerAsItIs) {
  EchoingUpstream upstream{std::string(kHello)};
  RunningProxy proxy(upstream.port());
  const Message answer = proxy.Ask(kGet);
  EXPECT_EQ(answer.status(), 200);
  EXPECT_EQ(answer.body, "hello");
  EXPECT_EQ(answer.Get("X-A"), "b");
  EXPECT_TRUE(upstream.request(0).head.starts_with("GET /test?key=value HTTP/1.1\r\n"));
}

TEST(OriginalGoal2, StandsInFrontOfABackendAtAnyPort) {
  EchoingUpstream first{"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1"};
  EchoingUpstream second{"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2"};
  RunningProxy to_first(first.port());
  RunningProxy to_second(second.port());
  EXPECT_NE(to_first.port(), to_second.port());
  EXPECT_EQ(to_first.Ask(kGet).body, "1");
  EXPECT_EQ(to_second.Ask(kGet).body, "2");
}

// Its server waited for one client at a time before.
TEST(OriginalGoal3, ServesManyClientsOnOneThread) {
  EchoingUpstream upstream{std::string(kHello)};
  RunningProxy proxy(upstream.port());
  std::vector<Wire> clients;
  for (int i = 0; i < 50; ++i) {
    clients.push_back(proxy.Connect());
    ASSERT_TRUE(clients.back().Send("GET / HTTP/1.1\r\n"));  // and no more of it
  }
  EXPECT_EQ(proxy.Ask(kGet).status(), 200);
  for (Wire& client : clients) {
    ASSERT_TRUE(client.Send("Host: h\r\n\r\n"));
    EXPECT_EQ(client.ReadMessage().body, "hello");
  }
}

TEST(OriginalGoal4, PassesABodyOn) {
  EchoingUpstream upstream{std::string(kHello)};
  RunningProxy proxy(upstream.port());
  EXPECT_EQ(proxy.Ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc").status(), 200);
  EXPECT_EQ(upstream.request(0).body, "abc");
}

TEST(OriginalGoal4, ApologizesWhereTheUpstreamIsDown) {
  RunningProxy proxy(UnusedPort());
  const Message answer = proxy.Ask(kGet);
  EXPECT_EQ(answer.status(), 502);
  EXPECT_EQ(answer.body, kApology);
}

// What is no request is answered, and ends nothing but its connection. "$$$" is a host by RFC 3986.
TEST(OriginalGoal4, AnswersABrokenRequest) {
  EchoingUpstream upstream{std::string(kHello)};
  RunningProxy proxy(upstream.port());
  EXPECT_EQ(proxy.Ask("GET / HTTP/1.1\r\nHost: $$$\r\n\r\n").status(), 200);
  for (const std::string_view broken :
       {"\x16\x03\x01\x02\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: \"\r\n\r\n", "GET / HTTP/1.1\r\n: h\r\n\r\n"}) {
    const int status = proxy.Ask(broken).status();
    EXPECT_TRUE(status == 400 || status == 505) << broken << status;
  }
  EXPECT_EQ(proxy.Ask(kGet).status(), 200);
}

TEST(OriginalGoal4, SaysThatAPortIsOccupied) {
  EchoingUpstream upstream{std::string(kHello)};
  ServerOptions options;
  options.listen = {fmt::format("127.0.0.1:{}", upstream.port())};
  options.upstream = "127.0.0.1:9";
  const auto server = Server::Create(options);
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().kind, seep::ErrorKind::kInUse);
  EXPECT_NE(server.error().message.find(options.listen.front()), std::string::npos);
}

TEST(OriginalGoal6, SaysWhereARequestCameFromAndWhatItWentThrough) {
  EchoingUpstream upstream{std::string(kHello)};
  RunningProxy proxy(upstream.port(),
                     [](ServerOptions& o) { ASSERT_TRUE(o.trusted.Add("127.0.0.1")); });
  const Message answer = proxy.Ask(kGet);
  EXPECT_EQ(answer.Get("Via"), "1.1 test, 1.1 sluice");
  EXPECT_EQ(answer.Get("Server"), "dummy-server");
  const std::string port = std::to_string(proxy.port());
  EXPECT_EQ(upstream.request(0).Get("X-Forwarded-For"), "127.0.0.1");
  EXPECT_EQ(upstream.request(0).Get("X-Forwarded-Port"), port);
  proxy.Ask("GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Port: 1\r\n\r\n");
  EXPECT_EQ(upstream.request(1).Get("X-Forwarded-For"), "1.2.3.4, 127.0.0.1");
  EXPECT_EQ(upstream.request(1).Get("X-Forwarded-Port"), "1, " + port);
}

TEST(OriginalGoal6, AddsServerWhereTheUpstreamHasNone) {
  EchoingUpstream upstream{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"};
  RunningProxy proxy(upstream.port());
  const Message answer = proxy.Ask(kGet);
  EXPECT_EQ(answer.Get("Server"), "sluice");
  EXPECT_EQ(answer.Get("Via"), "1.1 sluice");
}

// Connections that say nothing, more of them than it serves at a time, again and again.
TEST(OriginalGoal8, OutlastsConnectionsWithoutEnd) {
  EchoingUpstream upstream{std::string(kHello)};
  RunningProxy proxy(upstream.port(), [](ServerOptions& o) { o.connections_max = 50; });
  for (int turn = 0; turn < 20; ++turn) {
    std::vector<Wire> clients;
    for (int i = 0; i < 100; ++i) clients.push_back(proxy.Connect());
    if (turn % 2 == 0) {
      for (Wire& client : clients) client.Reset();
    }
  }
  EXPECT_EQ(proxy.Ask(kGet).body, "hello");
  EXPECT_TRUE(Eventually([&] { return proxy.server().Read().connections <= 1; }));
}

}  // namespace
}  // namespace sluice::testing
