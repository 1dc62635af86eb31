// What a server counts of itself.

#include <gtest/gtest.h>

#include "proxy/rig.h"

namespace sluice::testing {
namespace {

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

TEST(Stats, CountsRequestsConnectionsAndServers) {
  EchoingUpstream upstream("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.Send(kGet));
    ASSERT_EQ(client.ReadMessage().body, "hello");
  }
  EXPECT_EQ(proxy.Ask("CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n").status(), 501);
  ASSERT_TRUE(Eventually([&] { return proxy.server().Read().connections == 1; }));
  const Stats stats = proxy.server().Read();
  EXPECT_EQ(stats.accepted, 2u);
  EXPECT_EQ(stats.answers[2], 3u);
  EXPECT_EQ(stats.answers[5], 1u);
  EXPECT_EQ(stats.own_answers, 1u);
  EXPECT_EQ(stats.response_bytes, 15u);
  ASSERT_EQ(stats.servers.size(), 1u);
  EXPECT_EQ(stats.servers[0].requests, 3u);
  EXPECT_EQ(stats.servers[0].in_flight, 0u);
  EXPECT_EQ(stats.servers[0].idle, 1u);
  EXPECT_TRUE(stats.servers[0].up);
}

TEST(Stats, TellsOfAServerThatIsLeftAlone) {
  RunningProxy proxy(UnusedPort());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(proxy.Ask(kGet).status(), 502);
  const Stats stats = proxy.server().Read();
  EXPECT_EQ(stats.servers[0].failures, 3u);
  EXPECT_FALSE(stats.servers[0].up);
}

TEST(Stats, CountsReloadsAndKeepsWhatIsKnownOfAServer) {
  EchoingUpstream upstream("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  RunningProxy proxy(upstream.port());
  proxy.Ask(kGet);
  ASSERT_TRUE(proxy.server().Use(*RoutingTo("127.0.0.1:" + std::to_string(upstream.port()))));
  proxy.Ask(kGet);
  const Stats stats = proxy.server().Read();
  EXPECT_EQ(stats.reloads, 1u);
  EXPECT_EQ(stats.servers[0].requests, 2u);
  EXPECT_EQ(upstream.connections(), 1) << "the connection is kept";
}

}  // namespace
}  // namespace sluice::testing
