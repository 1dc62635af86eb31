#include "proxy/route/balancer.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "proxy/route/hash_key.h"

namespace sluice {
namespace {

using seep::milliseconds;
using seep::TimePoint;

UpstreamGroup Group(Balance balance, const std::vector<unsigned>& weights) {
  UpstreamGroup group{.name = "g", .servers = {}, .balance = balance, .hash_by = {}};
  for (size_t i = 0; i < weights.size(); ++i)
    group.servers.push_back(
        {.address = "10.0.0." + std::to_string(i) + ":80", .weight = weights[i]});
  return group;
}

// A balancer, and the states of its servers.
class Balanced {
 public:
  explicit Balanced(const UpstreamGroup& group)
      : states_(group.servers.size()), balancer_(group, Pointers()) {}
  Balancer* operator->() { return &balancer_; }
  ServerState& server(size_t index) { return states_[index]; }

 private:
  std::vector<ServerState*> Pointers() {
    std::vector<ServerState*> pointers;
    for (ServerState& state : states_) pointers.push_back(&state);
    return pointers;
  }

  std::vector<ServerState> states_;
  Balancer balancer_;
};

const TimePoint kNow{milliseconds(1'000'000)};

TEST(Balancer, GivesTurnsByWeightAndSpreadsThem) {
  const UpstreamGroup group = Group(Balance::kRoundRobin, {5, 1, 1});
  Balanced balancer(group);
  std::string turns;
  for (int i = 0; i < 14; ++i) turns += "abc"[*balancer->Pick({}, {}, {}, kNow)];
  EXPECT_EQ(turns, "aabacaaaabacaa");
}

TEST(Balancer, GivesTheLeastBusyForItsWeight) {
  const UpstreamGroup group = Group(Balance::kLeastConnections, {1, 2});
  Balanced balancer(group);
  std::map<size_t, int> count;
  for (int i = 0; i < 9; ++i) {
    const size_t server = *balancer->Pick({}, {}, {}, kNow);
    balancer.server(server).Begin();
    ++count[server];
  }
  EXPECT_EQ(count[0], 3);
  EXPECT_EQ(count[1], 6);
  for (int i = 0; i < 3; ++i) balancer.server(0).End();
  EXPECT_EQ(balancer->Pick({}, {}, {}, kNow), 0u);
}

TEST(Balancer, LetsEquallyBusyServersTakeTurns) {
  const UpstreamGroup group = Group(Balance::kLeastConnections, {1, 1, 1});
  Balanced balancer(group);
  std::string turns;
  for (int i = 0; i < 6; ++i) turns += "abc"[*balancer->Pick({}, {}, {}, kNow)];
  EXPECT_EQ(turns, "abcabc");
}

TEST(Balancer, SendsAKeyToTheSameServerAndAllOfThemByWeight) {
  const UpstreamGroup group = Group(Balance::kHash, {1, 2, 1});
  Balanced balancer(group);
  std::map<size_t, int> count;
  for (int i = 0; i < 8'000; ++i) {
    const std::string key = "user-" + std::to_string(i);
    const size_t server = *balancer->Pick(HashOf(key), {}, {}, kNow);
    EXPECT_EQ(balancer->Pick(HashOf(key), {}, {}, kNow), server);
    ++count[server];
  }
  EXPECT_NEAR(count[0], 2'000, 200);
  EXPECT_NEAR(count[1], 4'000, 200);
  EXPECT_NEAR(count[2], 2'000, 200);
}

TEST(Balancer, MovesOnlyTheKeysOfTheServerThatIsGone) {
  const UpstreamGroup group = Group(Balance::kHash, {1, 1, 1, 1});
  Balanced balancer(group);
  int moved = 0;
  for (int i = 0; i < 1'000; ++i) {
    const std::string key = "user-" + std::to_string(i);
    const size_t before = *balancer->Pick(HashOf(key), {}, {}, kNow);
    const size_t after = *balancer->Pick(HashOf(key), ServerSet(0b1000), {}, kNow);
    if (before == 3)
      ++moved;
    else
      EXPECT_EQ(after, before);
  }
  EXPECT_NEAR(moved, 250, 60);
}

TEST(Balancer, GivesARequestWithoutAKeyItsTurn) {
  const UpstreamGroup group = Group(Balance::kHash, {1, 1});
  Balanced balancer(group);
  EXPECT_NE(balancer->Pick({}, {}, {}, kNow), balancer->Pick({}, {}, {}, kNow));
}

TEST(Balancer, LeavesAServerAloneThatFailedThreeTimesInARow) {
  const UpstreamGroup group = Group(Balance::kRoundRobin, {1, 1});
  Balanced balancer(group);
  for (int i = 0; i < 2; ++i) balancer->Failed(0, kNow);
  balancer.server(0).Succeeded();
  for (int i = 0; i < 2; ++i) balancer->Failed(0, kNow);
  EXPECT_TRUE(balancer.server(0).IsUp(kNow));
  balancer->Failed(0, kNow);
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(balancer->Pick({}, {}, {}, kNow + milliseconds(9'999)), 1u);
  EXPECT_TRUE(balancer.server(0).IsUp(kNow + milliseconds(10'000)));
}

TEST(Balancer, IsSureAfterOneFailureWhenAServerIsTriedAgain) {
  const UpstreamGroup group = Group(Balance::kRoundRobin, {1, 1});
  Balanced balancer(group);
  for (int i = 0; i < 3; ++i) balancer->Failed(0, kNow);
  const TimePoint later = kNow + milliseconds(10'000);
  balancer->Failed(0, later);
  EXPECT_FALSE(balancer.server(0).IsUp(later));
  balancer.server(0).Succeeded();
  EXPECT_TRUE(balancer.server(0).IsUp(later));
}

TEST(Balancer, TriesOneThatIsDownWhereAllAre) {
  const UpstreamGroup group = Group(Balance::kRoundRobin, {1, 1});
  Balanced balancer(group);
  for (size_t server = 0; server < 2; ++server)
    for (int i = 0; i < 3; ++i) balancer->Failed(server, kNow);
  EXPECT_TRUE(balancer->Pick({}, {}, {}, kNow));
  EXPECT_EQ(balancer->Pick({}, ServerSet(0b01), {}, kNow), 1u);
  EXPECT_EQ(balancer->Pick({}, ServerSet(0b11), {}, kNow), std::nullopt);
}

}  // namespace
}  // namespace sluice
