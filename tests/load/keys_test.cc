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

TEST(KeysNewUntil, IsWhereTheChanceOfANewOneIsOneInAHundred) {
  EXPECT_EQ(KeysNewUntil(PlanOf("/u/{rand:20000}")), 92'104u);
  EXPECT_EQ(KeysNewUntil(PlanOf("/u/{rand:20}?a={rand:30}")), 277u) << "of 60 pairs";
  EXPECT_EQ(KeysNewUntil(PlanOf("/")), 0u);
  EXPECT_EQ(KeysNewUntil(PlanOf("/{i}?a={rand:10}")), 0u) << "no bound";
  EXPECT_EQ(KeysNewUntil(PlanOf("/{rand:100000000}")), 0u) << "none that a run comes to";
}

TEST(KeysNewUntil, CountsTheTurnsOfARequestFile) {
  Plan plan = PlanOf("/");
  plan.traffic.replay = {RequestSpec{}, PlanOf("/{rand:1000}").traffic.request};
  EXPECT_EQ(KeysNewUntil(plan), 9211u);
}

RunResult WithCookies(const Plan& plan) {
  RunResult result;
  result.new_keys = NewKeys(plan);
  result.keys_new_until = KeysNewUntil(plan);
  result.load.cookies_set = 1;
  NoteVisitors(plan, result);
  return result;
}

TEST(NoteVisitors, AddsWhoComesWithoutACookie) {
  Plan plan = PlanOf("/u/{rand:20000}");
  RunResult result = WithCookies(plan);
  EXPECT_THAT(result.new_keys, ElementsAre("path", "visitor"));
  EXPECT_EQ(result.keys_new_until, 0u) << "there is no end of new visitors";
  plan.traffic.visitors = 50;
  result = WithCookies(plan);
  EXPECT_EQ(result.keys_new_until, 92'104u);
  NoteVisitors(plan, result);
  EXPECT_THAT(result.new_keys, ElementsAre("path", "visitor")) << "once";
  plan.traffic.request.target = "/{i}";
  EXPECT_EQ(WithCookies(plan).keys_new_until, 0u);
  plan.traffic.request.target = "/";
  EXPECT_EQ(WithCookies(plan).keys_new_until, 50u);
}

TEST(NoteVisitors, AddsNothingWhereNoCookieIsSet) {
  RunResult result;
  NoteVisitors(PlanOf("/"), result);
  EXPECT_THAT(result.new_keys, IsEmpty());
}

}  // namespace
}  // namespace seep
