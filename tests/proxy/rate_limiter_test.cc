#include "proxy/route/rate_limiter.h"

#include <gtest/gtest.h>

#include "proxy/rig.h"

namespace sluice::testing {
namespace {

using seep::milliseconds;
using seep::nanoseconds;
using seep::TimePoint;

constexpr milliseconds kInterval{100};

class RateLimiterTest : public ::testing::Test {
 protected:
  nanoseconds Ask(uint64_t client, milliseconds at, unsigned burst = 1) {
    return limiter_.Ask(client, kInterval, burst, begin_ + at);
  }
  RateLimiter limiter_;
  const TimePoint begin_ = seep::Clock::now();
};

TEST_F(RateLimiterTest, LetsAClientSendEvenly) {
  EXPECT_EQ(Ask(1, milliseconds(0)).count(), 0);
  EXPECT_EQ(Ask(1, milliseconds(30)), milliseconds(70));
  EXPECT_EQ(Ask(1, milliseconds(99)), milliseconds(1)) << "one that is refused counts nothing";
  EXPECT_EQ(Ask(1, milliseconds(100)).count(), 0);
  EXPECT_EQ(Ask(2, milliseconds(100)).count(), 0) << "others have their own";
}

TEST_F(RateLimiterTest, LetsABurstPass) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Ask(1, milliseconds(0), 5).count(), 0);
  EXPECT_EQ(Ask(1, milliseconds(0), 5), milliseconds(100));
  EXPECT_EQ(Ask(1, milliseconds(100), 5).count(), 0);
  EXPECT_EQ(Ask(1, milliseconds(100), 5), milliseconds(100));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Ask(1, milliseconds(10'000), 5).count(), 0);
}

// So many clients that each place is taken: who sends too much is refused all the same.
TEST_F(RateLimiterTest, KnowsWhoSendsTooMuchAmongManyWhoDoNot) {
  for (int i = 0; i < 50; ++i) Ask(7, milliseconds(0), 50);
  for (uint64_t client = 100; client < 100 + 4 * RateLimiter::kPlaces; ++client)
    Ask(client, milliseconds(0));
  EXPECT_GT(Ask(7, milliseconds(0), 50).count(), 0);
}

TEST(ClientKey, IsOfAnAddressAndOfTheNetworkOfAnIpv6Customer) {
  EXPECT_EQ(ClientKey("10.0.0.1"), ClientKey("10.0.0.1"));
  EXPECT_NE(ClientKey("10.0.0.1"), ClientKey("10.0.0.2"));
  EXPECT_EQ(ClientKey("2001:db8::1"), ClientKey("2001:db8::ffff:2"));
  EXPECT_NE(ClientKey("2001:db8::1"), ClientKey("2001:db8:0:1::1"));
}

TEST(Rates, AreOfARouteAndAClient) {
  EchoingUpstream upstream("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
  Routing routing = *RoutingTo("127.0.0.1:" + std::to_string(upstream.port()));
  routing.routes.push_back(
      {.path = "/api", .group = 0, .interval = std::chrono::seconds(90), .burst = 2});
  RunningProxy proxy(0, [&](ServerOptions& o) {
    o.routing = routing;
    o.proxy_protocol = true;
  });
  const auto ask = [&](const std::string& client, const std::string& path) {
    return proxy.Ask("PROXY TCP4 " + client + " 10.0.0.9 1 2\r\nGET " + path +
                     " HTTP/1.1\r\nHost: h\r\n\r\n");
  };
  EXPECT_EQ(ask("10.0.0.1", "/api/a").status(), 200);
  EXPECT_EQ(ask("10.0.0.1", "/api/b").status(), 200);
  const Message refused = ask("10.0.0.1", "/api/c");
  EXPECT_EQ(refused.status(), 429);
  EXPECT_EQ(refused.Get("Retry-After"), "90");
  EXPECT_EQ(ask("10.0.0.1", "/").status(), 200);
  EXPECT_EQ(ask("10.0.0.2", "/api").status(), 200);
  EXPECT_EQ(upstream.requests(), 4u);
}

TEST(Rates, AreDrawnOnTheMemoryThatThereIs) {
  EchoingUpstream upstream("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
  RunningProxy proxy(upstream.port());
  Routing routing = *RoutingTo("127.0.0.1:" + std::to_string(upstream.port()));
  routing.routes[0].interval = std::chrono::hours(1);
  ASSERT_TRUE(proxy.server().Use(routing));
  EXPECT_EQ(proxy.Ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status(), 200);
  EXPECT_EQ(proxy.Ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status(), 429);
}

}  // namespace
}  // namespace sluice::testing
