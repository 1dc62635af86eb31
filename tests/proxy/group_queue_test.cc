// Servers with a bound on their requests, and the queue in front of them.

#include "proxy/queue/group_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "proxy/queue/server_load.h"
#include "proxy/rig.h"

namespace sluice::testing {
namespace {

using seep::milliseconds;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

// An upstream that answers one request for each time that it is let, and knows how many it has.
class HeldUpstream {
 public:
  ~HeldUpstream() { Let(1'000); }
  uint16_t port() const { return upstream_.port(); }
  int held() const {
    const std::lock_guard lock(mutex_);
    return held_;
  }
  int held_most() const {
    const std::lock_guard lock(mutex_);
    return held_most_;
  }
  // The targets, in the order in which they came.
  std::string order() const {
    const std::lock_guard lock(mutex_);
    return order_;
  }
  void Let(int count) {
    {
      const std::lock_guard lock(mutex_);
      let_ += count;
    }
    changed_.notify_all();
  }

 private:
  void Serve(Wire& wire) {
    for (;;) {
      const Message request = wire.ReadMessage();
      if (!request.complete) return;
      std::unique_lock lock(mutex_);
      order_ += request.head.substr(5, 1);
      held_most_ = std::max(held_most_, ++held_);
      changed_.wait(lock, [&] { return let_ > 0; });
      --let_;
      --held_;
      lock.unlock();
      wire.Send(kAnswer);
    }
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  int let_ = 0;
  int held_ = 0;
  int held_most_ = 0;
  std::string order_;
  ScriptedUpstream upstream_{[this](Wire& wire, int) { Serve(wire); }};
};

RunningProxy ProxyOf(const std::vector<uint16_t>& ports,
                     const std::function<void(UpstreamGroup&)>& adjust,
                     const std::function<void(ServerOptions&)>& adjust_server = {}) {
  UpstreamGroup group{.name = "g", .servers = {}, .hash_by = {}};
  for (const uint16_t port : ports)
    group.servers.push_back({.address = "127.0.0.1:" + std::to_string(port)});
  group.requests_max = 1;
  if (adjust) adjust(group);
  return RunningProxy(0, [&](ServerOptions& o) {
    o.routing = {.groups = {group}, .routes = {{.host = "", .path = "/", .group = 0}}};
    if (adjust_server) adjust_server(o);
  });
}

uint64_t Waiting(RunningProxy& proxy) {
  const Stats stats = proxy.server().Read();
  return stats.queues.empty() ? 0 : stats.queues.front().waiting;
}

std::string GetOf(char name) {
  return "GET /" + std::string(1, name) + " HTTP/1.1\r\nHost: h\r\n\r\n";
}

TEST(GroupQueue, HasRequestsWaitInTheOrderInWhichTheyCame) {
  HeldUpstream upstream;
  RunningProxy proxy = ProxyOf({upstream.port()}, {});
  std::vector<Wire> clients;
  for (const char name : {'a', 'b', 'c', 'd'}) {
    clients.push_back(proxy.Connect());
    ASSERT_TRUE(clients.back().Send(GetOf(name)));
    ASSERT_TRUE(
        Eventually([&] { return upstream.held() == 1 && Waiting(proxy) == clients.size() - 1; }));
  }
  // What a client says meanwhile does not cost it its place.
  ASSERT_TRUE(clients[1].Send(GetOf('e')));
  upstream.Let(5);
  for (Wire& client : clients) EXPECT_EQ(client.ReadMessage().status(), 200);
  EXPECT_EQ(clients[1].ReadMessage().status(), 200);
  EXPECT_EQ(upstream.order(), "abcde");
  EXPECT_EQ(upstream.held_most(), 1);
  EXPECT_EQ(Waiting(proxy), 0u);
}

TEST(GroupQueue, GivesTheSlotOfEachServer) {
  HeldUpstream a;
  HeldUpstream b;
  RunningProxy proxy = ProxyOf({a.port(), b.port()}, [](UpstreamGroup& g) { g.requests_max = 2; });
  std::vector<Wire> clients;
  for (int i = 0; i < 5; ++i) {
    clients.push_back(proxy.Connect());
    ASSERT_TRUE(clients.back().Send(kGet));
  }
  ASSERT_TRUE(Eventually([&] { return a.held() == 2 && b.held() == 2 && Waiting(proxy) == 1; }));
  b.Let(3);
  ASSERT_TRUE(Eventually([&] { return b.held() == 0 && Waiting(proxy) == 0; }));
  a.Let(2);
  for (Wire& client : clients) EXPECT_EQ(client.ReadMessage().status(), 200);
}

TEST(GroupQueue, IsBounded) {
  HeldUpstream upstream;
  RunningProxy proxy = ProxyOf({upstream.port()}, [](UpstreamGroup& g) { g.queue_max = 1; });
  Wire served = proxy.Connect();
  served.Send(kGet);
  ASSERT_TRUE(Eventually([&] { return upstream.held() == 1; }));
  Wire waits = proxy.Connect();
  waits.Send(kGet);
  ASSERT_TRUE(Eventually([&] { return Waiting(proxy) == 1; }));
  const Message refused = proxy.Ask(kGet);
  EXPECT_EQ(refused.status(), 503);
  EXPECT_TRUE(refused.Has("Retry-After"));
  upstream.Let(2);
  EXPECT_EQ(served.ReadMessage().status(), 200);
  EXPECT_EQ(waits.ReadMessage().status(), 200);
}

TEST(GroupQueue, IsLeftInTime) {
  HeldUpstream upstream;
  RunningProxy proxy =
      ProxyOf({upstream.port()}, [](UpstreamGroup& g) { g.queue_for = milliseconds(50); });
  Wire served = proxy.Connect();
  served.Send(kGet);
  ASSERT_TRUE(Eventually([&] { return upstream.held() == 1; }));
  Wire client = proxy.Connect();
  client.Send(kGet);
  EXPECT_EQ(client.ReadMessage().status(), 503);
  EXPECT_EQ(Waiting(proxy), 0u);
  upstream.Let(2);
  EXPECT_EQ(served.ReadMessage().status(), 200);
  client.Send(kGet);  // the connection has stayed
  EXPECT_EQ(client.ReadMessage().status(), 200);
}

TEST(GroupQueue, IsLeftByAClientThatGoes) {
  HeldUpstream upstream;
  RunningProxy proxy = ProxyOf({upstream.port()}, {});
  Wire served = proxy.Connect();
  served.Send(kGet);
  ASSERT_TRUE(Eventually([&] { return upstream.held() == 1; }));
  Wire goes = proxy.Connect();
  goes.Send(GetOf('x'));
  Wire stays = proxy.Connect();
  stays.Send(GetOf('y'));
  ASSERT_TRUE(Eventually([&] { return Waiting(proxy) == 2; }));
  goes.Reset();
  ASSERT_TRUE(Eventually([&] { return Waiting(proxy) == 1; }));
  upstream.Let(2);
  EXPECT_EQ(served.ReadMessage().status(), 200);
  EXPECT_EQ(stays.ReadMessage().status(), 200);
  EXPECT_EQ(upstream.order().find('x'), std::string::npos);
}

// A server that fails gives its slot back, and a request that goes on to another has one there.
TEST(GroupQueue, CountsWhatFailsNoMore) {
  HeldUpstream up;
  RunningProxy proxy = ProxyOf({UnusedPort(), up.port()}, [](UpstreamGroup& g) {
    g.failures_max = 1'000;
    g.retries = 1;
  });
  up.Let(20);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(proxy.Ask(kGet).status(), 200) << i;
}

TEST(GroupQueue, IsOneForAllThreads) {
  constexpr size_t kClients = 24;
  HeldUpstream upstream;
  RunningProxy proxy = ProxyOf({upstream.port()}, {}, [](ServerOptions& o) { o.threads = 3; });
  std::vector<Wire> clients;
  for (size_t i = 0; i < kClients; ++i) {
    clients.push_back(proxy.Connect());
    clients.back().Send(kGet);
  }
  ASSERT_TRUE(Eventually([&] { return Waiting(proxy) == kClients - 1; }));
  upstream.Let(kClients);
  for (Wire& client : clients) EXPECT_EQ(client.ReadMessage().status(), 200);
  EXPECT_EQ(upstream.held_most(), 1);
}

TEST(GroupQueue, StaysWithItsServersWhenTheConfigurationChanges) {
  HeldUpstream upstream;
  RunningProxy proxy = ProxyOf({upstream.port()}, {});
  Wire served = proxy.Connect();
  served.Send(kGet);
  ASSERT_TRUE(Eventually([&] { return upstream.held() == 1; }));
  UpstreamGroup group{.name = "g", .servers = {}, .hash_by = {}};
  group.servers = {{.address = "127.0.0.1:" + std::to_string(upstream.port())}};
  group.requests_max = 1;
  ASSERT_TRUE(proxy.server().Use(
      {.groups = {group}, .routes = {{.host = "", .path = "/", .group = 0}}}, {}));
  Wire waits = proxy.Connect();
  waits.Send(kGet);
  EXPECT_TRUE(Eventually([&] { return Waiting(proxy) == 1; }));
  upstream.Let(2);
  EXPECT_EQ(served.ReadMessage().status(), 200);
  EXPECT_EQ(waits.ReadMessage().status(), 200);
  EXPECT_EQ(upstream.held_most(), 1);
}

TEST(ServerLoad, IsNeverMoreThanItMay) {
  ServerLoad load;
  EXPECT_TRUE(load.TryEnter(2));
  EXPECT_TRUE(load.TryEnter(2));
  EXPECT_FALSE(load.TryEnter(2));
  EXPECT_FALSE(load.has_room(2));
  EXPECT_TRUE(load.TryEnter(3));  // another configuration allows more
  load.Leave();
  load.Leave();
  EXPECT_TRUE(load.has_room(2));
}

}  // namespace
}  // namespace sluice::testing
