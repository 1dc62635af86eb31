#include "sluice/status_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice {
namespace {

using testing::HasSubstr;
using testing::Not;

Stats WithServers(const std::vector<ServerStats>& servers) {
  Stats stats;
  stats.servers = servers;
  return stats;
}

TEST(Readiness, IsThereWhileEachGroupHasAServer) {
  EXPECT_TRUE(ReadinessOf(WithServers({})).ready);
  EXPECT_TRUE(ReadinessOf(WithServers({{.group = "a", .address = "1", .up = false},
                                       {.group = "a", .address = "2", .up = true}}))
                  .ready);
  const Readiness none = ReadinessOf(WithServers(
      {{.group = "a", .address = "1", .up = true}, {.group = "b", .address = "1", .up = false}}));
  EXPECT_FALSE(none.ready);
  EXPECT_EQ(none.text, "all servers of b are down");
}

TEST(Readiness, EndsWithTheServer) {
  Stats stats;
  stats.stopping = true;
  EXPECT_FALSE(ReadinessOf(stats).ready);
}

TEST(StatusPage, SaysWhatTheServerDoes) {
  Stats stats = WithServers({{.group = "<b>", .address = "h:80", .up = false, .requests = 12'345}});
  stats.connections = 7;
  stats.connections_max = 1'024;
  stats.memory_bytes_max = uint64_t{64} * 1024 * 1024;
  const std::string page = StatusPage(stats, seep::milliseconds(61'000), 0);
  for (const std::string text : {"7 of 1,024", "64.0 MiB", "61 s", "12,345", "down", "&lt;b>"})
    EXPECT_THAT(page, HasSubstr(text));
  EXPECT_THAT(page, Not(HasSubstr("<b>")));
  for (const std::string elsewhere : {"<script", "http://", "https://", "src="})
    EXPECT_THAT(page, Not(HasSubstr(elsewhere)));
}

}  // namespace
}  // namespace sluice
