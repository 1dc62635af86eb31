#include "trial/placeholders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

using testing::StartsWith;

TEST(PortMap, PutsTheSamePortWhereverItStands) {
  auto map = PortMap::Create(4711);
  ASSERT_TRUE(map);
  const auto words = map->Expand({"-l", "127.0.0.1:{port}", "--also={port}", "{port2}"});
  ASSERT_TRUE(words);
  EXPECT_EQ((*words)[1], "127.0.0.1:4711");
  EXPECT_EQ((*words)[2], "--also=4711");
  EXPECT_NE((*words)[3], "4711");
  EXPECT_EQ((*map->Expand({"{port2}"}))[0], (*words)[3]);
}

TEST(PortMap, PutsPortsIntoRequests) {
  auto map = PortMap::Create(4711);
  ASSERT_TRUE(map);
  const std::string second = (*map->Expand({"{port2}"}))[0];
  RequestSpec given;
  given.target = "/to?url=http://127.0.0.1:{port2}/{i}";
  given.headers = {{"X-{port}", "{port2}"}};
  given.body = "{\"port\": {port2}}";
  const auto request = map->ExpandRequest(given);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->target, "/to?url=http://127.0.0.1:" + second + "/{i}");
  EXPECT_EQ(request->headers[0], std::pair(std::string("X-4711"), second));
  EXPECT_EQ(request->body, "{\"port\": " + second + "}");
}

TEST(PortMap, GivesTheUpstreamAnAddress) {
  auto map = PortMap::Create(4711);
  ASSERT_TRUE(map);
  const auto words = map->Expand({"--to", "http://{upstream}/", "{upstream_port}"});
  ASSERT_TRUE(words);
  EXPECT_EQ((*words)[1], "http://127.0.0.1:" + (*words)[2] + "/");
  EXPECT_GT(std::stoi((*words)[2]), 1023);
}

}  // namespace
}  // namespace seep
