#include "proxy/route/routing.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

class FindRouteTest : public testing::Test {
 protected:
  // The name of the group that it goes to; "" where there is no route.
  std::string Group(std::string_view host, std::string_view path) const {
    const Route* route = FindRoute(routing_, host, path);
    return route == nullptr ? "" : routing_.groups[route->group].name;
  }
  void Add(const std::string& host, const std::string& path, const std::string& group) {
    routing_.groups.push_back({.name = group, .servers = {}, .hash_by = {}});
    routing_.routes.push_back({.host = host, .path = path, .group = routing_.groups.size() - 1});
  }

  Routing routing_;
};

TEST_F(FindRouteTest, HasTheLongestPathThatEndsWithASegment) {
  Add("", "/", "all");
  Add("", "/a", "a");
  Add("", "/a/b", "ab");
  Add("", "/files/", "files");
  EXPECT_EQ(Group("h", "/"), "all");
  EXPECT_EQ(Group("h", "/a"), "a");
  EXPECT_EQ(Group("h", "/a/c"), "a");
  EXPECT_EQ(Group("h", "/a?q"), "a");
  EXPECT_EQ(Group("h", "/a/b/c"), "ab");
  EXPECT_EQ(Group("h", "/ab"), "all");
  EXPECT_EQ(Group("h", "/files/x"), "files");
  EXPECT_EQ(Group("h", "/files"), "all");
  EXPECT_EQ(Group("h", "*"), "all");
}

TEST_F(FindRouteTest, PrefersAWholeNameToADomainAndADomainToAnyHost) {
  Add("", "/", "any");
  Add("*.example.com", "/", "domain");
  Add("*.b.example.com", "/", "longer");
  Add("a.example.com", "/", "name");
  EXPECT_EQ(Group("a.example.com", "/"), "name");
  EXPECT_EQ(Group("A.Example.COM:8080", "/"), "name");
  EXPECT_EQ(Group("a.example.com.", "/"), "name");
  EXPECT_EQ(Group("x.example.com", "/"), "domain");
  EXPECT_EQ(Group("x.b.example.com", "/"), "longer");
  EXPECT_EQ(Group("example.com", "/"), "any");
  EXPECT_EQ(Group("", "/"), "any");
  EXPECT_EQ(Group("[::1]:80", "/"), "any");
}

TEST_F(FindRouteTest, LetsTheHostDecideBeforeThePath) {
  Add("", "/long/path", "path");
  Add("h", "/", "host");
  EXPECT_EQ(Group("h", "/long/path"), "host");
  EXPECT_EQ(Group("other", "/long/path"), "path");
}

TEST_F(FindRouteTest, FindsNoneWhereThereIsNone) {
  Add("h", "/a", "a");
  EXPECT_EQ(Group("h", "/b"), "");
  EXPECT_EQ(Group("other", "/a"), "");
}

}  // namespace
}  // namespace sluice
