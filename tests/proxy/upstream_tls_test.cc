// TLS towards upstream servers, Unix sockets, and names with several addresses. A second proxy is
// the server that speaks TLS.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "proxy/address.h"
#include "proxy/certificate.h"
#include "proxy/rig.h"

namespace sluice::testing {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

class UpstreamTls : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"localhost", "other.example"}) folder_.Make(name, {name});
    server_ = std::make_unique<RunningProxy>(upstream_.port(), [&](ServerOptions& o) {
      o.listen_tls = {"127.0.0.1:0"};
      o.tls.certificates = {Own("localhost")};
      o.tls.client_ca = client_ca_;
    });
  }
  TlsCertificate Own(const std::string& name) const {
    return {.certificate = File(name + ".pem"), .key = File(name + ".key"), .ocsp = {}};
  }
  std::string File(const std::string& name) const { return folder_.path() / name; }
  Routing RoutingWith(const TlsClientConfig& tls) const {
    const std::string address = "localhost:" + std::to_string(server_->server().tls_port());
    UpstreamGroup group{.name = "g", .servers = {{.address = address}}, .hash_by = {}, .tls = tls};
    return {.groups = {group}, .routes = {{.host = "", .path = "/", .group = 0}}};
  }
  RunningProxy ProxyWith(const TlsClientConfig& tls) const {
    return RunningProxy(0, [&](ServerOptions& o) { o.routing = RoutingWith(tls); });
  }
  int StatusWith(const TlsClientConfig& tls) const { return ProxyWith(tls).Ask(kGet).status(); }

  CertificateFolder folder_;
  std::string client_ca_;
  EchoingUpstream upstream_{kHello};
  std::unique_ptr<RunningProxy> server_;
};

TEST_F(UpstreamTls, IsSpokenOnConnectionsThatServeManyRequests) {
  RunningProxy proxy = ProxyWith({.ca = File("localhost.pem")});
  Wire client = proxy.Connect();
  for (int i = 0; i < 20; ++i) {
    client.Send(kGet);
    ASSERT_EQ(client.ReadMessage().body, "hello");
  }
  EXPECT_EQ(server_->server().Read().accepted, 1u);
}

TEST_F(UpstreamTls, IsNoneWithAServerThatIsNotWhoItIsTakenFor) {
  EXPECT_EQ(StatusWith({.ca = File("localhost.pem")}), 200);
  EXPECT_EQ(StatusWith({.ca = File("other.example.pem")}), 502);
  EXPECT_EQ(StatusWith({}), 502) << "the system knows nothing of it";
  EXPECT_EQ(StatusWith({.ca = File("localhost.pem"), .name = "other.example"}), 502);
  EXPECT_EQ(StatusWith({.verify = false, .name = "other.example"}), 200);
}

TEST_F(UpstreamTls, ShowsACertificateToAServerThatAsks) {
  client_ca_ = File("other.example.pem");
  SetUp();
  EXPECT_EQ(StatusWith({.ca = File("localhost.pem")}), 502);
  EXPECT_EQ(StatusWith({.ca = File("localhost.pem"), .own = Own("other.example")}), 200);
}

TEST_F(UpstreamTls, NamesAFileThatCannotBeRead) {
  RunningProxy proxy = ProxyWith({.ca = File("localhost.pem")});
  const auto used = proxy.server().Use(RoutingWith({.ca = File("none.pem")}));
  ASSERT_FALSE(used);
  EXPECT_THAT(used.error().message, HasSubstr("none.pem: No such file or directory"));
  EXPECT_EQ(proxy.Ask(kGet).status(), 200) << "all is as it was";
}

TEST_F(UpstreamTls, IsAsTheNewConfigurationSays) {
  RunningProxy proxy = ProxyWith({.ca = File("localhost.pem")});
  ASSERT_EQ(proxy.Ask(kGet).status(), 200);
  ASSERT_TRUE(proxy.server().Use(RoutingWith({.ca = File("other.example.pem")})));
  EXPECT_EQ(proxy.Ask(kGet).status(), 502) << "not on a connection of before";
}

TEST_F(UpstreamTls, IsWhatAUrlAsksFor) {
  const std::string url = "https://localhost:" + std::to_string(server_->server().tls_port());
  RunningProxy proxy(0, [&](ServerOptions& o) {
    o.upstream = url;
    o.upstream_ca = File("localhost.pem");
  });
  EXPECT_EQ(proxy.Ask(kGet).body, "hello");
}

TEST_F(UpstreamTls, MovesLargeBodies) {
  const std::string body(5 << 20, 'x');
  const std::string answer =
      "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  EchoingUpstream large(answer);
  RunningProxy proxy = ProxyWith({.ca = File("localhost.pem")});
  ASSERT_TRUE(server_->server().Use(*RoutingTo("127.0.0.1:" + std::to_string(large.port())), {}));
  const Message got =
      proxy.Ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) +
                "\r\n\r\n" + body);
  EXPECT_EQ(got.body.size(), body.size());
  EXPECT_EQ(large.request(0).body.size(), body.size());
}

TEST_F(UpstreamTls, WaitsForMemoryAndDoesNotGoWithout) {
  RunningProxy proxy(0, [&](ServerOptions& o) {
    o.routing = RoutingWith({.ca = File("localhost.pem")});
    o.memory_bytes = ResidentBytes() + (uint64_t{16} << 20);
  });
  std::vector<Wire> clients;
  for (int i = 0; i < 50; ++i) {
    clients.push_back(proxy.Connect());
    clients.back().Send(kGet);
  }
  for (Wire& client : clients) EXPECT_EQ(client.ReadMessage().status(), 200);
  EXPECT_GE(proxy.server().Read().held_bytes[static_cast<size_t>(Purpose::kSetAside)], kTlsBytes);
}

TEST(RoutingTo, TakesUrls) {
  const auto address = [](std::string_view server) {
    const auto routing = RoutingTo(server);
    return routing ? routing->groups[0].servers[0].address : routing.error().message;
  };
  EXPECT_EQ(address("127.0.0.1:81"), "127.0.0.1:81");
  EXPECT_EQ(address("http://a.example"), "a.example:80");
  EXPECT_EQ(address("https://a.example/"), "a.example:443");
  EXPECT_EQ(address("https://[::1]"), "[::1]:443");
  EXPECT_EQ(address("https://a.example:8443"), "a.example:8443");
  EXPECT_EQ(address("unix:/run/app.sock"), "unix:/run/app.sock");
  EXPECT_THAT(address("https://a.example/api"), HasSubstr("write https://a.example"));
  EXPECT_TRUE(RoutingTo("https://a")->groups[0].tls);
  EXPECT_FALSE(RoutingTo("http://a")->groups[0].tls);
  EXPECT_THAT(RoutingTo("a:80", "ca.pem").error().message, HasSubstr("write https://a:80"));
}

TEST(UnixSocket, IsAServerLikeOthers) {
  const CertificateFolder folder;
  sockaddr_un at{.sun_family = AF_UNIX, .sun_path = {}};
  const std::string path = folder.path() / "s";
  path.copy(at.sun_path, sizeof at.sun_path - 1);
  const seep::UniqueFd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::bind(listener.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at), 0);
  ASSERT_EQ(::listen(listener.get(), 8), 0);
  std::string host;
  std::jthread server([&] {
    Wire wire(seep::UniqueFd(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC)));
    for (int i = 0; i < 2; ++i) {
      host = wire.ReadMessage().Get("Host");
      wire.Send(kHello);
    }
  });
  RunningProxy proxy(0, [&](ServerOptions& o) { o.upstream = "unix:" + path; });
  EXPECT_EQ(proxy.Ask(kGet).body, "hello");
  EXPECT_EQ(proxy.Ask("GET / HTTP/1.0\r\n\r\n").body, "hello");
  server.join();
  EXPECT_EQ(host, "localhost");
}

TEST(SeveralAddresses, AreAllTried) {
  EchoingUpstream upstream(kHello);
  const std::string port = std::to_string(upstream.port());
  RunningProxy proxy(0, [&](ServerOptions& o) {
    o.upstream = "localhost:" + port;
    o.pool_size = 0;
    o.lookup = [&](std::string_view) -> Result<std::vector<Address>> {
      // Nobody listens at the first.
      return std::vector{*ParseAddress("127.0.0.2:" + port, "it"),
                         *ParseAddress("127.0.0.1:" + port, "it")};
    };
  });
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(proxy.Ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody").body,
              "hello")
        << "nothing was sent where nobody listened";
  }
  EXPECT_EQ(proxy.server().Read().servers[0].failures, 0u);
}

}  // namespace
}  // namespace sluice::testing
