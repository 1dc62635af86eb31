// Several upstream servers: whom a request goes to, and what becomes of it when that one fails.

#include <gtest/gtest.h>

#include <array>
#include <atomic>

#include "proxy/rig.h"

namespace sluice::testing {
namespace {

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::string_view kPost = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody";

std::string Answer(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string At(uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

UpstreamGroup GroupOf(const std::vector<uint16_t>& ports) {
  UpstreamGroup group{.name = "g", .servers = {}, .hash_by = {}};
  for (const uint16_t port : ports) group.servers.push_back({.address = At(port)});
  return group;
}

Routing RoutingOf(const UpstreamGroup& group) {
  return {.groups = {group}, .routes = {{.host = "", .path = "/", .group = 0}}};
}

// A proxy in front of one group.
RunningProxy ProxyOf(const UpstreamGroup& group) {
  return RunningProxy(0, [&](ServerOptions& o) { o.routing = RoutingOf(group); });
}

TEST(Upstreams, TakeTurns) {
  EchoingUpstream a(Answer("a"));
  EchoingUpstream b(Answer("b"));
  RunningProxy proxy = ProxyOf(GroupOf({a.port(), b.port()}));
  std::string bodies;
  for (int i = 0; i < 6; ++i) bodies += proxy.Ask(kGet).body;
  EXPECT_EQ(bodies, "ababab");
}

TEST(Upstreams, KeepACookieAtOneServer) {
  EchoingUpstream a(Answer("a"));
  EchoingUpstream b(Answer("b"));
  UpstreamGroup group = GroupOf({a.port(), b.port()});
  group.balance = Balance::kHash;
  group.hash_by = "cookie:sid";
  RunningProxy proxy = ProxyOf(group);
  std::string firsts;
  for (int visitor = 0; visitor < 16; ++visitor) {
    const std::string request =
        "GET / HTTP/1.1\r\nHost: h\r\nCookie: sid=" + std::to_string(visitor) + "\r\n\r\n";
    const std::string first = proxy.Ask(request).body;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(proxy.Ask(request).body, first);
    firsts += first;
  }
  EXPECT_NE(firsts.find('a'), std::string::npos);
  EXPECT_NE(firsts.find('b'), std::string::npos);
}

TEST(Upstreams, AreSkippedWhenNobodyListens) {
  EchoingUpstream up(Answer("up"));
  RunningProxy proxy = ProxyOf(GroupOf({UnusedPort(), up.port()}));
  for (int i = 0; i < 8; ++i) EXPECT_EQ(proxy.Ask(i % 2 == 0 ? kGet : kPost).body, "up") << i;
}

TEST(Upstreams, HaveARequestThatMayGoTwiceTriedAtAnother) {
  std::atomic<int> met = 0;
  ScriptedUpstream dying([&](Wire& wire, int) {
    wire.ReadThrough("\r\n\r\n");
    ++met;
  });
  EchoingUpstream up(Answer("up"));
  RunningProxy proxy = ProxyOf(GroupOf({dying.port(), up.port()}));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(proxy.Ask(kGet).body, "up");
  EXPECT_GE(met, 1);
}

TEST(Upstreams, HaveARequestTriedAtAnotherWhenTheAnswersHeadIsCutOff) {
  ScriptedUpstream dying([](Wire& wire, int) {
    wire.ReadMessage();
    wire.Send("HTTP/1.1 200 OK\r\nContent-");
  });
  EchoingUpstream up(Answer("up"));
  RunningProxy proxy = ProxyOf(GroupOf({dying.port(), up.port()}));
  for (int i = 0; i < 2; ++i) EXPECT_EQ(proxy.Ask(kGet).body, "up");
  EXPECT_EQ(proxy.Ask(kPost).status(), 502);
}

TEST(Upstreams, LoseNothingThatMayGoTwiceWhenOneOfThemDies) {
  constexpr int kAtOnce = 60;
  std::atomic<int> under_way = 0;
  ScriptedUpstream dying([&](Wire& wire, int) {
    wire.ReadMessage();
    ++under_way;
    EXPECT_TRUE(Eventually([&] { return under_way == kAtOnce / 2; }));
  });
  EchoingUpstream up(Answer("up"));
  RunningProxy proxy = ProxyOf(GroupOf({dying.port(), up.port()}));
  std::vector<Wire> clients;
  for (int i = 0; i < kAtOnce; ++i) {
    clients.push_back(proxy.Connect());
    ASSERT_TRUE(clients.back().Send(kGet));
  }
  for (Wire& client : clients) EXPECT_EQ(client.ReadMessage().body, "up");
}

TEST(Upstreams, HaveNoRequestTwiceThatMustNotBe) {
  ScriptedUpstream dying([](Wire& wire, int) { wire.ReadMessage(); });
  EchoingUpstream up(Answer("up"));
  RunningProxy proxy = ProxyOf(GroupOf({dying.port(), up.port()}));
  EXPECT_EQ(proxy.Ask(kPost).status(), 502);
  EXPECT_EQ(up.requests(), 0u);
}

TEST(Upstreams, AreLeftAloneAfterFailuresInARow) {
  ScriptedUpstream dying([](Wire& wire, int) { wire.ReadMessage(); });
  EchoingUpstream up(Answer("up"));
  UpstreamGroup group = GroupOf({dying.port(), up.port()});
  group.failures_max = 2;
  RunningProxy proxy = ProxyOf(group);
  int bad = 0;
  for (int i = 0; i < 12; ++i) bad += proxy.Ask(kPost).status() == 502 ? 1 : 0;
  EXPECT_EQ(bad, 2);
  EXPECT_EQ(dying.connections(), 2);
}

TEST(Upstreams, AreTriedAgainWhenTheirTimeIsUp) {
  std::atomic<bool> well = false;
  ScriptedUpstream flapping([&](Wire& wire, int) {
    while (wire.ReadMessage().complete && well) wire.Send(Answer("back"));
  });
  UpstreamGroup group = GroupOf({flapping.port()});
  group.failures_max = 1;
  group.down_for = seep::milliseconds(100);
  RunningProxy proxy = ProxyOf(group);
  EXPECT_EQ(proxy.Ask(kGet).status(), 502);
  well = true;
  EXPECT_TRUE(Eventually([&] { return proxy.Ask(kGet).body == "back"; }));
}

TEST(Upstreams, AreNotAllTriedWhenThereAreNoRetriesLeft) {
  ScriptedUpstream dying([](Wire& wire, int) { wire.ReadMessage(); });
  ScriptedUpstream dying_too([](Wire& wire, int) { wire.ReadMessage(); });
  const Routing routing = RoutingOf(GroupOf({dying.port(), dying_too.port()}));
  RunningProxy proxy(0, [&](ServerOptions& o) {
    o.routing = routing;
    o.connections_max = 10;
  });
  for (int i = 0; i < 40; ++i) {
    EXPECT_EQ(proxy.Ask(kGet).status(), 502);
    // A reload brings no new ones.
    if (i == 20) {
      EXPECT_TRUE(proxy.server().Use(routing, {}));
    }
  }
  // Each request once, a retry for each client to begin with, and one for each five requests.
  EXPECT_LE(dying.connections() + dying_too.connections(), 40 + 10 + 8);
}

TEST(Routes, GoByHostAndPath) {
  EchoingUpstream site(Answer("site"));
  EchoingUpstream api(Answer("api"));
  Routing routing{.groups = {GroupOf({site.port()}), GroupOf({api.port()})},
                  .routes = {{.host = "example.com", .path = "/", .group = 0},
                             {.host = "example.com", .path = "/api", .group = 1}}};
  RunningProxy proxy(0, [&](ServerOptions& o) { o.routing = routing; });
  const auto ask = [&](const std::string& target, const std::string& host) {
    return proxy.Ask("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
  };
  EXPECT_EQ(ask("/", "example.com").body, "site");
  EXPECT_EQ(ask("/api/x", "Example.com:8080").body, "api");
  EXPECT_EQ(ask("http://example.com/api", "other").body, "api");
  EXPECT_EQ(ask("/", "other").status(), 404);
}

TEST(Routes, RedirectToWhereTheyAreAskedTo) {
  Routing routing;
  routing.routes.push_back(
      {.host = "", .path = "/", .redirect = "https://{host}{path}", .redirect_status = 308});
  RunningProxy proxy(0, [&](ServerOptions& o) { o.routing = routing; });
  Wire client = proxy.Connect();
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(client.Send("GET /a?b HTTP/1.1\r\nHost: example.com:8080\r\n\r\n"));
    const Message answer = client.ReadMessage();
    EXPECT_EQ(answer.status(), 308);
    EXPECT_EQ(answer.Get("Location"), "https://example.com/a?b");
  }
}

TEST(Routes, RefuseABodyThatIsTooLarge) {
  EchoingUpstream upstream(Answer("up"));
  Routing routing = RoutingOf(GroupOf({upstream.port()}));
  routing.routes[0].body_bytes_max = 10;
  RunningProxy proxy(0, [&](ServerOptions& o) { o.routing = routing; });
  const auto post = [&](const std::string& framing, const std::string& body) {
    return proxy.Ask("POST / HTTP/1.1\r\nHost: h\r\n" + framing + "\r\n\r\n" + body).status();
  };
  EXPECT_EQ(post("Content-Length: 10", std::string(10, 'x')), 200);
  EXPECT_EQ(post("Content-Length: 11", std::string(11, 'x')), 413);
  EXPECT_EQ(post("Transfer-Encoding: chunked", "b\r\n" + std::string(11, 'x') + "\r\n"), 413);
}

TEST(Routes, SetAndRemoveFields) {
  EchoingUpstream upstream(
      "HTTP/1.1 200 OK\r\nX-Powered-By: x\r\nX-Frame-Options: x\r\n"
      "Server: s\r\nContent-Length: 0\r\n\r\n");
  Routing routing = RoutingOf(GroupOf({upstream.port()}));
  Route& route = routing.routes[0];
  route.request = {.set = {{"X-Api-Key", "k"}, {"Host", "inner"}}, .remove = {"Cookie"}};
  route.response = {.set = {{"X-Frame-Options", "DENY"}}, .remove = {"x-powered-by", "server"}};
  RunningProxy proxy(0, [&](ServerOptions& o) { o.routing = routing; });
  const Message answer = proxy.Ask(
      "GET http://outer/ HTTP/1.1\r\nHost: h\r\nCookie: a=b\r\nX-Api-Key: forged\r\n\r\n");
  EXPECT_EQ(answer.Get("X-Frame-Options"), "DENY");
  EXPECT_FALSE(answer.Has("X-Powered-By"));
  EXPECT_FALSE(answer.Has("Server"));
  const Message sent = upstream.request(0);
  EXPECT_EQ(sent.Get("Host"), "inner");
  EXPECT_EQ(sent.head.find("outer\r\nX-Api"), std::string::npos);
  EXPECT_EQ(sent.Get("X-Api-Key"), "k");
  EXPECT_FALSE(sent.Has("Cookie"));
}

TEST(Routes, AreReplacedForTheRequestsThatFollow) {
  EchoingUpstream before(Answer("before"));
  EchoingUpstream after(Answer("after"));
  RunningProxy proxy = ProxyOf(GroupOf({before.port()}));
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send(kGet));
  EXPECT_EQ(client.ReadMessage().body, "before");
  ASSERT_TRUE(proxy.server().Use(RoutingOf(GroupOf({after.port()}))));
  EXPECT_TRUE(
      Eventually([&] { return client.Send(kGet) && client.ReadMessage().body == "after"; }));
}

TEST(Routes, OfARequestUnderWayStay) {
  std::atomic<bool> go = false;
  ScriptedUpstream slow([&](Wire& wire, int) {
    while (wire.ReadMessage().complete) {
      Eventually([&] { return go.load(); });
      wire.Send(Answer("slow"));
    }
  });
  EchoingUpstream after(Answer("after"));
  RunningProxy proxy = ProxyOf(GroupOf({slow.port()}));
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send(kGet));
  ASSERT_TRUE(Eventually([&] { return slow.connections() == 1; }));
  ASSERT_TRUE(proxy.server().Use(RoutingOf(GroupOf({after.port()}))));
  EXPECT_TRUE(Eventually([&] { return proxy.Ask(kGet).body == "after"; }));
  go = true;
  EXPECT_EQ(client.ReadMessage().body, "slow");
}

TEST(Routes, StayAsTheyWereWhenTheNewOnesCannotBe) {
  EchoingUpstream up(Answer("up"));
  RunningProxy proxy = ProxyOf(GroupOf({up.port()}));
  Routing bad = *RoutingTo("nowhere");
  EXPECT_FALSE(proxy.server().Use(bad));
  EXPECT_EQ(proxy.Ask(kGet).body, "up");
}

}  // namespace
}  // namespace sluice::testing
