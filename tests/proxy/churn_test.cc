// Clients and upstreams that break off at every point, many at a time. Afterwards the proxy works
// and holds no socket: the sanitizers look for the rest.

#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "proxy/rig.h"

namespace sluice::testing {
namespace {

const std::string kBody(40'000, 'x');
const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 40000\r\n\r\n" + kBody;
constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kPost = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 40000\r\n\r\n" + kBody;

// One connection's worth of trouble from the upstream's side.
void Misbehave(Wire& wire, int index) {
  std::minstd_rand random(static_cast<unsigned>(index) + 1);
  while (!wire.ReadThrough("\r\n\r\n").empty()) {
    switch (random() % 7) {
      case 0:
        wire.Send(kOk.substr(0, random() % kOk.size()));
        return wire.Close();
      case 1:
        wire.Send(kOk.substr(0, random() % kOk.size()));
        return wire.Reset();
      case 2:
        wire.Send("HTTP/1.0 200 OK\r\n\r\nuntil the end");
        return;
      case 3:
        wire.Send("HTTP/1.1 102 Processing\r\n\r\n");
        [[fallthrough]];
      default:
        if (!wire.Send(kOk)) return;
    }
  }
}

// One connection's worth of trouble from the client's side.
void Trouble(const RunningProxy& proxy, std::minstd_rand& random) {
  Wire wire = proxy.Connect();
  const std::string& request = random() % 2 == 0 ? kPost : std::string(kGet);
  switch (random() % 8) {
    case 0:
      wire.Send(request.substr(0, random() % request.size()));
      return wire.Reset();
    case 1:
      wire.Send(request.substr(0, random() % request.size()));
      wire.ShutdownWrite();
      wire.ReadToEnd();
      return;
    case 2:
      wire.Send(request);
      return;
    case 3:
      wire.Send(request);
      wire.ReadExactly(random() % 50'000);
      return wire.Reset();
    case 4:
      for (int i = 0; i < 5; ++i) wire.Send(kGet);
      wire.ReadExactly(100);
      return;
    case 5:
      wire.Send("GARBAGE\r\n\r\n");
      wire.ReadToEnd();
      return;
    case 6:
      return;
    default:
      wire.Send(request);
      wire.ReadMessage();
      wire.Send(kGet);
      wire.ReadMessage();
  }
}

ptrdiff_t Descriptors() {
  using std::filesystem::directory_iterator;
  return std::distance(directory_iterator("/proc/self/fd"), directory_iterator());
}

TEST(Churn, LeavesNothingBehind) {
  const ptrdiff_t before = Descriptors();
  std::atomic<int> records = 0;
  {
    ScriptedUpstream upstream(Misbehave);
    EchoingUpstream good("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    RunningProxy proxy(upstream.port(), [&](ServerOptions& o) {
      o.threads = 2;
      o.connections_max = 16;  // so that clients also wait for room
      o.timeouts.idle = seep::milliseconds(500);
      o.on_request = [&](const AccessRecord&) { ++records; };
    });
    {
      std::vector<std::jthread> clients;
      for (unsigned seed = 1; seed <= 4; ++seed) {
        clients.emplace_back([&proxy, seed] {
          std::minstd_rand random(seed);
          for (int i = 0; i < 150; ++i) Trouble(proxy, random);
        });
      }
    }
    // Only the upstream's own connections to the pool may be left, and they end with the server.
    proxy.Stop();
    RunningProxy again(good.port());
    EXPECT_EQ(again.Ask(kGet).body, "ok");
  }
  EXPECT_GT(records, 100);
  EXPECT_TRUE(Eventually([&] { return Descriptors() == before; })) << Descriptors() - before;
}

TEST(Churn, IdleConnectionsHoldNoBuffers) {
  EchoingUpstream upstream("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  RunningProxy proxy(upstream.port(), [](ServerOptions& o) { o.connections_max = 600; });
  ASSERT_EQ(proxy.Ask(kGet).body, "ok");
  std::vector<Wire> clients;
  const uint64_t before = ResidentBytes();
  // One after the other: a single exchange is enough for all of them.
  for (int i = 0; i < 500; ++i) {
    clients.push_back(proxy.Connect());
    ASSERT_TRUE(clients.back().Send(kGet));
    ASSERT_EQ(clients.back().ReadMessage().body, "ok");
  }
  EXPECT_EQ(upstream.connections(), 1);
  // A page of a buffer for each would be 2 MB.
  if (!kSanitized) {
    EXPECT_LT(ResidentBytes() - before, 1024u * 1024);
  }
}

}  // namespace
}  // namespace sluice::testing
