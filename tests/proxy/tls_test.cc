// TLS towards clients.

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <fstream>

#include "proxy/certificate.h"
#include "proxy/rig.h"

namespace sluice::testing {
namespace {

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

class Tls : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string a = folder_.Make("a", {"a.example"});
    const std::string b = folder_.Make("b", {"*.b.example", "b.example"});
    config_.certificates = {{.certificate = a + ".pem", .key = a + ".key", .ocsp = {}},
                            {.certificate = b + ".pem", .key = b + ".key", .ocsp = {}}};
    Start();
  }
  void Start() {
    proxy_ = std::make_unique<RunningProxy>(upstream_.port(), [&](ServerOptions& o) {
      o.listen_tls = {"127.0.0.1:0"};
      o.tls = config_;
    });
  }
  TlsWire Connect(const TlsClientOptions& options = {}) {
    return {Wire::Connect(proxy_->server().tls_port()), options};
  }
  std::string File(const std::string& name) const { return folder_.path() / name; }

  CertificateFolder folder_;
  TlsServerConfig config_;
  EchoingUpstream upstream_{kHello};
  std::unique_ptr<RunningProxy> proxy_;
};

TEST_F(Tls, ServesManyRequestsOnAConnection) {
  TlsWire client = Connect({.trusted = File("a.pem")});
  ASSERT_TRUE(client.established());
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(client.Send(kGet));
    ASSERT_EQ(client.ReadMessage().body, "hello");
  }
  EXPECT_EQ(upstream_.connections(), 1);
  EXPECT_EQ(upstream_.request(0).Get("X-Forwarded-Proto"), "https");
}

TEST_F(Tls, ServesPlainClientsBeside) {
  EXPECT_EQ(proxy_->Ask(kGet).body, "hello");
  EXPECT_EQ(upstream_.request(0).Get("X-Forwarded-Proto"), "http");
}

TEST_F(Tls, ShowsTheCertificateOfTheNameAskedFor) {
  for (const auto& [asked, shown] : {std::pair<std::string, std::string>{"a.example", "a.example"},
                                     {"b.example", "*.b.example"},
                                     {"x.B.example", "*.b.example"},
                                     {"x.y.b.example", "a.example"},
                                     {"other.example", "a.example"}}) {
    TlsWire client = Connect({.name = asked});
    ASSERT_TRUE(client.established()) << asked;
    EXPECT_EQ(client.name(), shown) << asked;
  }
}

TEST_F(Tls, AgreesOnHttp1AndOnNothingElse) {
  EXPECT_EQ(Connect({.protocols = {"h2", "http/1.1"}}).protocol(), "http/1.1");
  EXPECT_EQ(Connect({}).protocol(), "");
  EXPECT_FALSE(Connect({.protocols = {"h2"}}).established());
}

TEST_F(Tls, SpeaksOldTlsOnlyIfItMay) {
  EXPECT_TRUE(Connect({.version_max = TLS1_2_VERSION}).established());
  EXPECT_FALSE(Connect({.version_max = TLS1_1_VERSION}).established());
  config_.tls12 = false;
  Start();
  EXPECT_FALSE(Connect({.version_max = TLS1_2_VERSION}).established());
}

std::string TicketOf(const SSL_SESSION* session) {
  const unsigned char* ticket = nullptr;
  size_t bytes = 0;
  SSL_SESSION_get0_ticket(session, &ticket, &bytes);
  return {reinterpret_cast<const char*>(ticket), bytes};
}

TEST_F(Tls, ResumesSessions) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsWire first = Connect({.version_max = version});
    ASSERT_TRUE(first.Send(kGet));
    ASSERT_EQ(first.ReadMessage().body, "hello");  // the ticket comes with it
    SSL_SESSION* session = first.session();
    TlsWire again = Connect({.version_max = version, .session = session});
    EXPECT_TRUE(again.resumed());
    ASSERT_TRUE(again.Send(kGet));
    EXPECT_EQ(again.ReadMessage().body, "hello");
    // A ticket of TLS 1.3 is used once, and so there has to be another (RFC 8446 §C.4).
    SSL_SESSION* next = again.session();
    EXPECT_EQ(TicketOf(next) == TicketOf(session), version == TLS1_2_VERSION);
    TlsWire third = Connect({.version_max = version, .session = next});
    EXPECT_TRUE(third.resumed());
    SSL_SESSION_free(next);
    SSL_SESSION_free(session);
  }
}

TEST_F(Tls, ResumesSessionsAfterAReload) {
  TlsWire first = Connect();
  ASSERT_TRUE(first.Send(kGet));
  ASSERT_EQ(first.ReadMessage().body, "hello");
  SSL_SESSION* session = first.session();
  ASSERT_TRUE(
      proxy_->server().Use(*RoutingTo("127.0.0.1:" + std::to_string(upstream_.port())), config_));
  EXPECT_TRUE(Connect({.session = session}).resumed());
  SSL_SESSION_free(session);
  ASSERT_TRUE(first.Send(kGet)) << "and the connection is still there";
  EXPECT_EQ(first.ReadMessage().body, "hello");
}

TEST_F(Tls, ShowsANewCertificateAfterAReload) {
  const std::string renewed = folder_.Make("renewed", {"new.example"});
  TlsServerConfig next{
      .certificates = {{.certificate = renewed + ".pem", .key = renewed + ".key", .ocsp = {}}},
      .client_ca = {}};
  ASSERT_TRUE(
      proxy_->server().Use(*RoutingTo("127.0.0.1:" + std::to_string(upstream_.port())), next));
  EXPECT_TRUE(Eventually([&] { return Connect().name() == "new.example"; }));
}

TEST_F(Tls, KeepsItsCertificateWhenTheNewOneCannotBeRead) {
  TlsServerConfig bad = config_;
  bad.certificates[0].certificate = File("none.pem");
  const auto used =
      proxy_->server().Use(*RoutingTo("127.0.0.1:" + std::to_string(upstream_.port())), bad);
  ASSERT_FALSE(used);
  EXPECT_NE(used.error().message.find("none.pem"), std::string::npos) << used.error().message;
  EXPECT_EQ(Connect().name(), "a.example");
}

TEST_F(Tls, WantsACertificateOfItsClientsWhereItIsTold) {
  const std::string mine = folder_.Make("mine", {"me.example"});
  config_.client_ca = mine + ".pem";
  Start();
  TlsWire with = Connect({.certificate = mine});
  ASSERT_TRUE(with.Send(kGet));
  EXPECT_EQ(with.ReadMessage().body, "hello");
  TlsWire without = Connect();
  EXPECT_FALSE(without.Send(kGet) && without.ReadMessage().complete);
}

TEST_F(Tls, StaplesWhatItIsGiven) {
  std::ofstream(File("a.ocsp")) << "an answer";
  config_.certificates[0].ocsp = File("a.ocsp");
  Start();
  EXPECT_EQ(Connect().stapled(), "an answer");
  EXPECT_EQ(Connect({.name = "b.example"}).stapled(), "");
}

TEST_F(Tls, MovesLargeBodiesBothWays) {
  ScriptedUpstream echo([](Wire& wire, int) {
    for (Message request; (request = wire.ReadMessage()).complete;)
      wire.Send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(request.body.size()) +
                "\r\n\r\n" + request.body);
  });
  RunningProxy proxy(echo.port(), [&](ServerOptions& o) {
    o.listen_tls = {"127.0.0.1:0"};
    o.tls = config_;
  });
  TlsWire client(Wire::Connect(proxy.server().tls_port()), {});
  for (const size_t size : {size_t{1}, size_t{16'384}, size_t{16'385}, size_t{100'000}}) {
    std::string body(size, 'x');
    for (size_t i = 0; i < size; ++i) body[i] = static_cast<char>('a' + i % 23);
    ASSERT_TRUE(client.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " +
                            std::to_string(size) + "\r\n\r\n" + body));
    EXPECT_EQ(client.ReadMessage().body, body) << size;
  }
}

TEST_F(Tls, EndsConnectionsAsItHasTo) {
  TlsWire client = Connect();
  ASSERT_TRUE(client.Send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
  EXPECT_EQ(client.ReadMessage().body, "hello");
  EXPECT_EQ(client.ReadToEnd(), "");
  EXPECT_TRUE(client.was_closed());
}

TEST_F(Tls, SaysThatAnIdleConnectionIsNotCutOff) {
  RunningProxy proxy(upstream_.port(), [&](ServerOptions& o) {
    o.listen_tls = {"127.0.0.1:0"};
    o.tls = config_;
    o.timeouts.idle = seep::milliseconds(100);
  });
  TlsWire client(Wire::Connect(proxy.server().tls_port()), {});
  ASSERT_TRUE(client.Send(kGet));
  EXPECT_EQ(client.ReadMessage().body, "hello");
  EXPECT_EQ(client.ReadToEnd(), "");
  EXPECT_TRUE(client.was_closed());
}

TEST_F(Tls, DoesNotSayThatAnAnswerIsWholeThatWasCutShort) {
  ScriptedUpstream cutting([](Wire& wire, int) {
    wire.ReadThrough("\r\n\r\n");
    wire.Send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
  });
  RunningProxy proxy(cutting.port(), [&](ServerOptions& o) {
    o.listen_tls = {"127.0.0.1:0"};
    o.tls = config_;
  });
  TlsWire client(Wire::Connect(proxy.server().tls_port()), {});
  ASSERT_TRUE(client.Send(kGet));
  EXPECT_FALSE(client.ReadMessage().complete);
  EXPECT_FALSE(client.was_closed());
}

TEST_F(Tls, ClosesWhatIsNoTls) {
  Wire plain = Wire::Connect(proxy_->server().tls_port());
  ASSERT_TRUE(plain.Send(kGet));
  plain.ReadToEnd();  // an alert, and the end
  EXPECT_EQ(upstream_.requests(), 0u);
}

TEST_F(Tls, DoesNotWaitForEverForAHandshake) {
  RunningProxy proxy(upstream_.port(), [&](ServerOptions& o) {
    o.listen_tls = {"127.0.0.1:0"};
    o.tls = config_;
    o.timeouts.head = seep::milliseconds(100);
  });
  Wire silent = Wire::Connect(proxy.server().tls_port());
  EXPECT_TRUE(silent.Closed());
  Wire slow = Wire::Connect(proxy.server().tls_port());
  ASSERT_TRUE(slow.Send("\x16\x03\x01"));
  slow.ReadToEnd();
}

TEST(TicketKeys, TakeTicketsOfTheHourBeforeAndRenewThem) {
  const seep::TimePoint begin(seep::milliseconds(1'000'000'000));
  TicketKeys keys(begin);
  std::array<unsigned char, 16> name{};
  std::array<unsigned char, EVP_MAX_IV_LENGTH> iv{};
  const auto prepare = [&](bool encrypt, seep::TimePoint now) {
    EVP_CIPHER_CTX* cipher = EVP_CIPHER_CTX_new();
    EVP_MAC* hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    EVP_MAC_CTX* mac = EVP_MAC_CTX_new(hmac);
    const int result = keys.Prepare(name.data(), iv.data(), cipher, mac, encrypt, now);
    EVP_MAC_CTX_free(mac);
    EVP_MAC_free(hmac);
    EVP_CIPHER_CTX_free(cipher);
    return result;
  };
  EXPECT_EQ(prepare(true, begin), 1);
  EXPECT_EQ(prepare(false, begin + TicketKeys::kLifetime - seep::milliseconds(1)), 1);
  EXPECT_EQ(prepare(false, begin + TicketKeys::kLifetime), 2);
  EXPECT_EQ(prepare(false, begin + 2 * TicketKeys::kLifetime), 0);
  name.fill(7);
  EXPECT_EQ(prepare(false, begin + 2 * TicketKeys::kLifetime), 0);
}

TEST(TicketKeys, OfLongAgoAreForgottenWhereNobodyCame) {
  const seep::TimePoint begin(seep::milliseconds(1'000'000'000));
  TicketKeys keys(begin);
  std::array<unsigned char, 16> name{};
  std::array<unsigned char, EVP_MAX_IV_LENGTH> iv{};
  EVP_CIPHER_CTX* cipher = EVP_CIPHER_CTX_new();
  EVP_MAC* hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  EVP_MAC_CTX* mac = EVP_MAC_CTX_new(hmac);
  EXPECT_EQ(keys.Prepare(name.data(), iv.data(), cipher, mac, true, begin), 1);
  EXPECT_EQ(
      keys.Prepare(name.data(), iv.data(), cipher, mac, false, begin + 5 * TicketKeys::kLifetime),
      0);
  EVP_MAC_CTX_free(mac);
  EVP_MAC_free(hmac);
  EVP_CIPHER_CTX_free(cipher);
}

}  // namespace
}  // namespace sluice::testing
