// Checks of upstream servers, and names that are looked up again.

#include <gtest/gtest.h>

#include "proxy/address.h"
#include "proxy/certificate.h"
#include "proxy/health/server_health.h"
#include "proxy/rig.h"
#include "proxy/upstreams.h"

namespace sluice::testing {
namespace {

using seep::milliseconds;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

std::string Answer(const std::string& status, const std::string& body) {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

std::string At(uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

// An upstream whose checks are answered as the test says.
class CheckedUpstream {
 public:
  explicit CheckedUpstream(const std::string& body)
      : upstream_([this, body](Wire& wire, int) {
          for (;;) {
            const Message request = wire.ReadMessage();
            if (request.head.empty()) return;
            if (!request.head.starts_with("GET /health ")) {
              wire.Send(Answer("200 OK", body));
              continue;
            }
            ++checks_;
            host_ = request.Get("Host");
            if (hangs_) continue;
            wire.Send(Answer(well_ ? "204 No Content" : "503 Service Unavailable", ""));
          }
        }) {}

  uint16_t port() const { return upstream_.port(); }
  int checks() const { return checks_; }
  std::string host() const { return host_; }
  void set_well(bool well) { well_ = well; }
  void set_hangs(bool hangs) { hangs_ = hangs; }

 private:
  std::atomic<bool> well_ = true;
  std::atomic<bool> hangs_ = false;
  std::atomic<int> checks_ = 0;
  std::string host_;  // read once checks are over
  ScriptedUpstream upstream_;
};

HealthCheck Often() {
  return {.path = "/health",
          .host = {},
          .every = milliseconds(10),
          .timeout = milliseconds(100),
          .rise = 2,
          .fall = 3};
}

Routing RoutingOf(const std::vector<uint16_t>& ports, std::optional<HealthCheck> check) {
  UpstreamGroup group{.name = "g", .servers = {}, .hash_by = {}, .check = std::move(check)};
  for (const uint16_t port : ports) group.servers.push_back({.address = At(port)});
  return {.groups = {group}, .routes = {{.host = "", .path = "/", .group = 0}}};
}

bool IsUp(const RunningProxy& proxy, size_t server) {
  return const_cast<RunningProxy&>(proxy).server().Read().servers[server].up;
}

TEST(HealthCheck, TakesAServerOutAndInAgain) {
  CheckedUpstream a("a");
  CheckedUpstream b("b");
  RunningProxy proxy(0, [&](ServerOptions& o) {
    o.routing = RoutingOf({a.port(), b.port()}, Often());
  });
  ASSERT_TRUE(Eventually([&] { return a.checks() > 2 && b.checks() > 2; }));
  EXPECT_TRUE(IsUp(proxy, 0));
  a.set_well(false);
  ASSERT_TRUE(Eventually([&] { return !IsUp(proxy, 0); }));
  std::string bodies;
  for (int i = 0; i < 4; ++i) bodies += proxy.Ask(kGet).body;
  EXPECT_EQ(bodies, "bbbb");
  a.set_well(true);
  ASSERT_TRUE(Eventually([&] { return IsUp(proxy, 0); }));
  bodies.clear();
  for (int i = 0; i < 4; ++i) bodies += proxy.Ask(kGet).body;
  EXPECT_NE(bodies.find('a'), std::string::npos);
}

TEST(HealthCheck, FailsForAServerThatHangsOrIsNotThere) {
  CheckedUpstream a("a");
  CheckedUpstream b("b");
  a.set_hangs(true);
  RunningProxy proxy(0, [&](ServerOptions& o) {
    o.routing = RoutingOf({a.port(), UnusedPort(), b.port()}, Often());
  });
  EXPECT_TRUE(Eventually([&] { return !IsUp(proxy, 0) && !IsUp(proxy, 1); }));
  EXPECT_TRUE(IsUp(proxy, 2));
}

TEST(HealthCheck, WantsTheStatusThatItIsTold) {
  CheckedUpstream a("a");
  HealthCheck check = Often();
  check.status = 200;
  check.host = "a.example";
  RunningProxy proxy(0, [&](ServerOptions& o) { o.routing = RoutingOf({a.port()}, check); });
  EXPECT_TRUE(Eventually([&] { return !IsUp(proxy, 0); })) << "it says 204";
  EXPECT_EQ(proxy.Ask(kGet).body, "a") << "where all are down, one is tried";
  proxy.Stop();
  EXPECT_EQ(a.host(), "a.example");
}

TEST(HealthCheck, KeepsWhatItKnowsWhenTheConfigurationIsReadAgain) {
  CheckedUpstream a("a");
  a.set_well(false);
  RunningProxy proxy(0, [&](ServerOptions& o) { o.routing = RoutingOf({a.port()}, Often()); });
  ASSERT_TRUE(Eventually([&] { return !IsUp(proxy, 0); }));
  HealthCheck seldom = Often();
  seldom.every = milliseconds(60'000);
  ASSERT_TRUE(proxy.server().Use(RoutingOf({a.port()}, seldom)));
  ASSERT_TRUE(Eventually([&] { return proxy.server().Read().reloads == 1; }));
  EXPECT_EQ(proxy.Ask(kGet).body, "a");
  EXPECT_FALSE(IsUp(proxy, 0));
  ASSERT_TRUE(proxy.server().Use(RoutingOf({a.port()}, {})));
  EXPECT_EQ(proxy.Ask(kGet).body, "a");
  EXPECT_TRUE(IsUp(proxy, 0)) << "nobody checks it any more";
}

TEST(HealthCheck, ComesToItsEndHoweverOftenTheConfigurationIsReadAgain) {
  CheckedUpstream a("a");
  a.set_hangs(true);
  HealthCheck slow = Often();
  slow.timeout = milliseconds(500);
  const Routing routing = RoutingOf({a.port()}, slow);
  RunningProxy proxy(0, [&](ServerOptions& o) { o.routing = routing; });
  EXPECT_TRUE(Eventually([&] {
    EXPECT_TRUE(proxy.server().Use(routing, {}));
    return !IsUp(proxy, 0);
  }));
}

TEST(HealthCheck, IsNotDueByReadingTheConfigurationAgain) {
  CheckedUpstream a("a");
  HealthCheck seldom = Often();
  seldom.every = milliseconds(3'600'000);
  const Routing routing = RoutingOf({a.port()}, seldom);
  RunningProxy proxy(0, [&](ServerOptions& o) { o.routing = routing; });
  ASSERT_TRUE(Eventually([&] { return a.checks() == 1; }));
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(proxy.server().Use(routing, {}));
  // Another server's check is seen, and by then these have had their effect.
  CheckedUpstream b("b");
  EXPECT_TRUE(proxy.server().Use(RoutingOf({a.port(), b.port()}, seldom), {}));
  EXPECT_TRUE(Eventually([&] { return b.checks() == 1; }));
  EXPECT_EQ(a.checks(), 1);
}

TEST(HealthCheck, BeginsWithAReloadThatAsksForIt) {
  CheckedUpstream a("a");
  RunningProxy proxy(0, [&](ServerOptions& o) { o.routing = RoutingOf({a.port()}, {}); });
  ASSERT_TRUE(proxy.server().Use(RoutingOf({a.port()}, Often())));
  EXPECT_TRUE(Eventually([&] { return a.checks() > 0; }));
}

TEST(HealthCheck, SpeaksTls) {
  const CertificateFolder folder;
  const std::string own = folder.Make("localhost", {"localhost"});
  CheckedUpstream a("a");
  RunningProxy server(a.port(), [&](ServerOptions& o) {
    o.listen_tls = {"127.0.0.1:0"};
    o.tls.certificates = {{.certificate = own + ".pem", .key = own + ".key", .ocsp = {}}};
  });
  Routing routing = RoutingOf({}, Often());
  routing.groups[0].servers = {
      {.address = "localhost:" + std::to_string(server.server().tls_port())}};
  routing.groups[0].tls = TlsClientConfig{.ca = own + ".pem"};
  RunningProxy proxy(0, [&](ServerOptions& o) { o.routing = routing; });
  EXPECT_TRUE(Eventually([&] { return a.checks() > 5; }));
  EXPECT_TRUE(IsUp(proxy, 0));
}

TEST(ServerHealth, ChangesAfterSoManyInARow) {
  const HealthCheck check{.host = {}, .rise = 2, .fall = 3};
  ServerHealth health;
  const auto note = [&](std::string_view passed) {
    for (const char c : passed) health.Note(c == '+', check);
    return health.up();
  };
  EXPECT_TRUE(note("--"));
  EXPECT_TRUE(note("+--")) << "one that passes makes the count begin again";
  EXPECT_FALSE(note("-"));
  EXPECT_FALSE(note("+-+"));
  EXPECT_TRUE(note("+"));
}

TEST(Names, AreLookedUpAgain) {
  EchoingUpstream before(Answer("200 OK", "before"));
  EchoingUpstream after(Answer("200 OK", "after"));
  std::atomic<uint16_t> port = before.port();
  std::atomic<bool> fails = false;
  std::atomic<int> failed = 0;
  RunningProxy proxy(0, [&](ServerOptions& o) {
    o.upstream = "localhost:" + std::to_string(before.port());
    o.resolve_every = milliseconds(10);
    o.lookup = [&](std::string_view) {
      if (fails) ++failed;
      return ParseUpstream(fails ? "no such host:1" : At(port));
    };
  });
  EXPECT_EQ(proxy.Ask(kGet).body, "before");
  port = after.port();
  EXPECT_TRUE(Eventually([&] { return proxy.Ask(kGet).body == "after"; }));
  fails = true;
  ASSERT_TRUE(Eventually([&] { return failed > 1; }));  // the first of them has had its effect
  EXPECT_EQ(proxy.Ask(kGet).body, "after") << "what does not resolve stays as it was";
}

TEST(Names, AreToldFromAddresses) {
  EXPECT_TRUE(IsName("localhost:80"));
  EXPECT_TRUE(IsName("a.example:80"));
  EXPECT_FALSE(IsName("127.0.0.1:80"));
  EXPECT_FALSE(IsName("[::1]:80"));
  EXPECT_FALSE(IsName("unix:/a/b"));
}

// A resolver tells the addresses of a name in another order each time.
TEST(Names, WhoseAddressesAreTheSameChangeNothing) {
  const Address a = *ParseAddress("127.0.0.1:1", "it");
  const Address b = *ParseAddress("127.0.0.2:1", "it");
  const auto resolved = Resolve(*RoutingTo("localhost:1"), ParseUpstream);
  ASSERT_TRUE(resolved);
  const auto with = [](const std::vector<Address>& addresses) {
    return [addresses](std::string_view) { return Result<std::vector<Address>>(addresses); };
  };
  const auto both = ResolveAgain(**resolved, with({a, b}));
  ASSERT_NE(both, nullptr);
  EXPECT_EQ(ResolveAgain(*both, with({b, a})), nullptr);
  EXPECT_NE(ResolveAgain(*both, with({a})), nullptr);
}

}  // namespace
}  // namespace sluice::testing
