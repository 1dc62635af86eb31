#include "load/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace seep {
namespace {

using testing::MatchesRegex;
using testing::SizeIs;

RequestSpec Request(const std::string& target, const std::string& body = "") {
  RequestSpec request;
  request.target = target;
  request.body = body;
  return request;
}

std::string TargetOf(const std::string& target, uint64_t number = 7) {
  std::mt19937_64 random(1);
  return Filled(Request(target), number, random).target;
}

TEST(Template, FillsTheNumberWhereverItStands) {
  std::mt19937_64 random(1);
  RequestSpec request = Request("/item/{i}?again={i}", "{\"id\": {i}}");
  request.headers = {{"X-Id", "n{i}"}};
  const RequestSpec filled = Filled(request, 42, random);
  EXPECT_EQ(filled.target, "/item/42?again=42");
  EXPECT_EQ(filled.body, "{\"id\": 42}");
  EXPECT_EQ(filled.headers[0].second, "n42");
}

TEST(Template, FillsRandomValues) {
  EXPECT_THAT(TargetOf("/{uuid}"),
              MatchesRegex("/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  std::mt19937_64 random(1);
  std::set<std::string> targets;
  for (uint64_t i = 0; i < 200; ++i) targets.insert(Filled(Request("/{rand:5}"), i, random).target);
  EXPECT_THAT(targets, SizeIs(5));
  EXPECT_TRUE(targets.contains("/0") && targets.contains("/4"));
}

TEST(Template, LeavesOtherBracesAlone) {
  for (const char* target : {"/{}", "/{x}", "/{rand:}", "/{rand:0}", "/{rand:5", "/{i", "/{{x}}"}) {
    EXPECT_FALSE(HasPlaceholder(Request(target))) << target;
    EXPECT_EQ(TargetOf(target), target);
  }
  EXPECT_TRUE(HasPlaceholder(Request("/{{i}}")));
  EXPECT_EQ(TargetOf("/{{i}}"), "/{7}");
  EXPECT_TRUE(HasPlaceholder(Request("/", "{rand:10}")));
}

}  // namespace
}  // namespace seep
