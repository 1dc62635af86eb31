#include "load/keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Plan PlanOf(const std::string& target) {
  Plan plan;
  plan.legs = {{Shape{}, 1}};
  plan.traffic.request.target = target;
  return plan;
}

TEST(NewKeys, AreThePartsWithPlaceholders) {
  EXPECT_THAT(NewKeys(PlanOf("/item?id=1")), IsEmpty());
  EXPECT_THAT(NewKeys(PlanOf("/item/{uuid}")), ElementsAre("path"));
  EXPECT_THAT(NewKeys(PlanOf("/item?id={i}&again={i}")), ElementsAre("query"));
  Plan plan = PlanOf("/{i}");
  plan.traffic.request.headers = {{"Accept", "*/*"}, {"Cookie", "sid={uuid}"}};
  plan.traffic.request.body = "{rand:10}";
  EXPECT_THAT(NewKeys(plan), ElementsAre("path", "Cookie", "body"));
}

TEST(NewKeys, AreWhatShapesMakeUnique) {
  Plan plan = PlanOf("/");
  plan.legs.push_back({Shape{.unique_url = true}, 1});
  plan.legs.push_back({Shape{.unique_header = "Accept-Language"}, 1});
  EXPECT_THAT(NewKeys(plan), ElementsAre("query", "Accept-Language"));
}

TEST(NewKeys, AreOfARequestFileAndNotOfACommand) {
  Plan plan = PlanOf("/");
  plan.traffic.replay = {RequestSpec{}, PlanOf("/{i}").traffic.request};
  EXPECT_THAT(NewKeys(plan), ElementsAre("path"));
  plan.load_command = {"ab"};
  EXPECT_THAT(NewKeys(plan), IsEmpty());
}

}  // namespace
}  // namespace seep
