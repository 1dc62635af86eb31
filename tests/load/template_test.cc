#include "load/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace seep {
namespace {

using testing::MatchesRegex;
using testing::SizeIs;

constexpr uint64_t kSeed = 1;

RequestSpec Request(const std::string& target, const std::string& body = "") {
  RequestSpec request;
  request.target = target;
  request.body = body;
  return request;
}

std::string TargetOf(const std::string& target, uint64_t number = 7) {
  return Filled(Request(target), number, kSeed).target;
}

TEST(Template, FillsTheNumberWhereverItStands) {
  RequestSpec request = Request("/item/{i}?again={i}", "{\"id\": {i}}");
  request.headers = {{"X-Id", "n{i}"}};
  const RequestSpec filled = Filled(request, 42, kSeed);
  EXPECT_EQ(filled.target, "/item/42?again=42");
  EXPECT_EQ(filled.body, "{\"id\": 42}");
  EXPECT_EQ(filled.headers[0].second, "n42");
}

TEST(Template, FillsRandomValues) {
  EXPECT_THAT(TargetOf("/{uuid}"),
              MatchesRegex("/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  std::set<std::string> targets;
  for (uint64_t i = 0; i < 200; ++i) targets.insert(Filled(Request("/{rand:5}"), i, kSeed).target);
  EXPECT_THAT(targets, SizeIs(5));
  EXPECT_TRUE(targets.contains("/0") && targets.contains("/4"));
}

TEST(Template, FillsANumberThatComesAgainAsBefore) {
  const RequestSpec request = Request("/{uuid}/{rand:1000000}");
  const std::string first = Filled(request, 5, kSeed).target;
  EXPECT_NE(Filled(request, 6, kSeed).target, first);
  EXPECT_NE(Filled(request, 5, kSeed + 1).target, first) << "two runs send other keys";
  EXPECT_EQ(Filled(request, 5, kSeed).target, first);
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
