// Changes of the protocol, and what goes through the tunnel behind them.

#include "proxy/upgrade.h"

#include <gtest/gtest.h>

#include "http/parser.h"
#include "proxy/rig.h"

namespace sluice::testing {
namespace {

constexpr std::string_view kAsks =
    "GET /chat HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
constexpr std::string_view kAgrees =
    "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: WebSocket\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

std::string Wanted(const std::string& request) {
  seep::RequestParser parser;
  EXPECT_EQ(parser.Parse(request), seep::ParseStatus::kDone);
  return std::string(UpgradeWanted(parser.head()));
}

std::string With(const std::string& fields, const std::string& version = "1.1") {
  return "GET / HTTP/" + version + "\r\nHost: h\r\n" + fields + "\r\n";
}

TEST(UpgradeWanted, IsTheOneProtocolThatMayBePassedOn) {
  EXPECT_EQ(Wanted(std::string(kAsks)), "websocket");
  EXPECT_EQ(Wanted(With("Connection: upgrade\r\nUpgrade: foo/2\r\n")), "foo/2");
}

TEST(UpgradeWanted, IsNothingThatWouldLetRequestsPassUnseen) {
  for (const std::string protocol : {"h2c", "H2C", "HTTP/2.0", "TLS/1.2", "h2"})
    EXPECT_EQ(Wanted(With("Connection: upgrade\r\nUpgrade: " + protocol + "\r\n")), "") << protocol;
}

TEST(UpgradeWanted, IsNothingWhereItIsNotClear) {
  EXPECT_EQ(Wanted(With("Upgrade: websocket\r\n")), "") << "Connection does not name it";
  EXPECT_EQ(Wanted(With("Connection: upgrade\r\n")), "");
  EXPECT_EQ(Wanted(With("Connection: upgrade\r\nUpgrade: websocket, foo\r\n")), "");
  EXPECT_EQ(Wanted(With("Connection: upgrade\r\nUpgrade: websocket\r\nUpgrade: h2c\r\n")), "");
  EXPECT_EQ(Wanted(With("Connection: upgrade\r\nUpgrade: websocket\r\n", "1.0")), "");
  EXPECT_EQ(Wanted(With("Connection: upgrade\r\nUpgrade: a b\r\n")), "");
  EXPECT_EQ(Wanted(With("Connection: upgrade\r\nUpgrade: " + std::string(33, 'x') + "\r\n")), "");
  EXPECT_EQ(Wanted(With("Connection: upgrade\r\nUpgrade: a\r\nContent-Length: 1\r\n")), "");
}

// Answers the request and then gives every byte back, until the client has ended.
void Echo(Wire& wire, int) {
  wire.ReadThrough("\r\n\r\n");
  wire.Send(kAgrees);
  for (std::string byte; !(byte = wire.ReadExactly(1)).empty();) wire.Send(byte);
}

TEST(Tunnel, TakesBytesBothWaysOnceTheUpstreamHasAgreed) {
  std::string asked;
  ScriptedUpstream upstream([&](Wire& wire, int) {
    asked = wire.ReadThrough("\r\n\r\n");
    wire.Send(std::string(kAgrees) + "hello");
    EXPECT_EQ(wire.ReadExactly(12), "GET / HTTP/1");
    wire.Send("HTTP/1.1 200 OK\r\n");
  });
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send(kAsks));
  EXPECT_EQ(client.ReadThrough("\r\n\r\n"),
            "HTTP/1.1 101 Switching Protocols\r\n"
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nVia: 1.1 sluice\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  EXPECT_EQ(client.ReadExactly(5), "hello");
  ASSERT_TRUE(client.Send("GET / HTTP/1"));
  EXPECT_EQ(client.ReadToEnd(), "HTTP/1.1 200 OK\r\n");
  EXPECT_NE(asked.find("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"), std::string::npos);
  EXPECT_NE(asked.find("\r\nSec-WebSocket-Key: "), std::string::npos);
}

TEST(Tunnel, LeavesNothingHeldWhenAllAreGone) {
  ScriptedUpstream upstream(Echo);
  RunningProxy proxy(upstream.port(), [](ServerOptions& o) {
    o.pool_size = 0;
    o.timeouts.linger = seep::milliseconds(40);  // by which memory is looked at every 10 ms
  });
  std::vector<Wire> clients(50);
  for (Wire& client : clients) {
    client = proxy.Connect();
    ASSERT_TRUE(client.Send(kAsks));
    client.ReadThrough("\r\n\r\n");
  }
  clients.clear();
  EXPECT_TRUE(Eventually([&] {
    const Stats stats = proxy.server().Read();
    return stats.connections == 0 && stats.held_bytes[static_cast<size_t>(Purpose::kSpare)] == 0;
  }));
}

TEST(Tunnel, TakesWhatTheClientSentBeforeItWasOpen) {
  ScriptedUpstream upstream(Echo);
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send(std::string(kAsks) + "early"));
  client.ReadThrough("\r\n\r\n");
  EXPECT_EQ(client.ReadExactly(5), "early");
}

TEST(Tunnel, PassesTheEndOfOneSideOnAndLeavesTheOtherOpen) {
  ScriptedUpstream upstream([](Wire& wire, int) {
    wire.ReadThrough("\r\n\r\n");
    wire.Send(kAgrees);
    EXPECT_EQ(wire.ReadToEnd(), "bye");
    wire.Send("and so to bed");
  });
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send(kAsks));
  client.ReadThrough("\r\n\r\n");
  ASSERT_TRUE(client.Send("bye"));
  client.ShutdownWrite();
  EXPECT_EQ(client.ReadToEnd(), "and so to bed");
}

TEST(Tunnel, IsClosedWhenNothingMovesInIt) {
  ScriptedUpstream upstream(Echo);
  RunningProxy proxy(upstream.port(),
                     [](ServerOptions& o) { o.timeouts.tunnel = seep::milliseconds(100); });
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send(kAsks));
  client.ReadThrough("\r\n\r\n");
  EXPECT_EQ(client.ReadToEnd(), "");
}

TEST(Tunnel, IsNoneWhereTheUpstreamDoesNotAgree) {
  EchoingUpstream upstream("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno");
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  for (int i = 0; i < 2; ++i) {  // the connection stays
    ASSERT_TRUE(client.Send(kAsks));
    EXPECT_EQ(client.ReadMessage().body, "no");
  }
}

TEST(Tunnel, IsA502WhereNobodyAskedForIt) {
  for (const std::string& request : {With(""), With("Connection: upgrade\r\nUpgrade: other\r\n"),
                                     With("Upgrade: websocket\r\n")}) {
    ScriptedUpstream upstream([](Wire& wire, int) {
      wire.ReadThrough("\r\n\r\n");
      wire.Send(kAgrees);
      wire.ReadToEnd();
    });
    RunningProxy proxy(upstream.port());
    EXPECT_EQ(proxy.Ask(request).status(), 502) << request;
  }
}

TEST(Tunnel, EndsWithTheServer) {
  ScriptedUpstream upstream(Echo);
  RunningProxy proxy(upstream.port(),
                     [](ServerOptions& o) { o.timeouts.drain = seep::milliseconds(50); });
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send(kAsks));
  client.ReadThrough("\r\n\r\n");
  proxy.Stop();
  EXPECT_EQ(client.ReadToEnd(), "");
}

}  // namespace
}  // namespace sluice::testing
