#include "load/set_cookie.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

constexpr int64_t kNow = 1'800'000'000;  // in 2027

std::string_view ValueOf(std::string_view field) {
  const auto cookie = ParseSetCookie(field, kNow);
  return cookie ? cookie->value : "(none)";
}

TEST(ParseSetCookie, TakesNameValueAndPath) {
  const auto cookie = ParseSetCookie(" sid = a=b== ; Path=/shop ; HttpOnly; Secure", kNow);
  ASSERT_TRUE(cookie);
  EXPECT_EQ(cookie->name, "sid");
  EXPECT_EQ(cookie->value, "a=b==");
  EXPECT_EQ(cookie->path, "/shop");
  EXPECT_FALSE(cookie->gone);
}

TEST(ParseSetCookie, HasNoUseForFieldsWithoutANameOrWithControls) {
  EXPECT_EQ(ValueOf("sid"), "(none)");
  EXPECT_EQ(ValueOf("=x"), "(none)");
  EXPECT_EQ(ValueOf(""), "(none)");
  EXPECT_EQ(ValueOf("; Path=/"), "(none)");
  EXPECT_EQ(ValueOf("a=b\x01"), "(none)");
  EXPECT_EQ(ValueOf("a="), "");
}

TEST(ParseSetCookie, TakesAPathThatIsNoneForNoPath) {
  EXPECT_EQ(ParseSetCookie("a=b; Path=shop", kNow)->path, "");
  EXPECT_EQ(ParseSetCookie("a=b; path=/x; PATH=", kNow)->path, "");
}

TEST(ParseSetCookie, KnowsWhatIsToBeDropped) {
  const auto gone = [](std::string_view field) { return ParseSetCookie(field, kNow)->gone; };
  EXPECT_TRUE(gone("a=; Max-Age=0"));
  EXPECT_TRUE(gone("a=; max-age=-1"));
  EXPECT_FALSE(gone("a=b; Max-Age=60"));
  EXPECT_TRUE(gone("a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"));
  EXPECT_TRUE(gone("a=; Expires=Thu, 01-Jan-70 00:00:01 GMT"));
  EXPECT_FALSE(gone("a=b; Expires=Wed, 09 Jun 2032 10:18:14 GMT"));
  EXPECT_FALSE(gone("a=b; Expires=never")) << "no date: until the browser is closed";
  EXPECT_FALSE(gone("a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60")) << "Max-Age counts";
}

TEST(ParseCookieDate, CountsSecondsSince1970) {
  EXPECT_EQ(ParseCookieDate("Wed, 09 Jun 2021 10:18:14 GMT"), 1'623'233'894);
  EXPECT_EQ(ParseCookieDate("Wednesday, 09-Jun-21 10:18:14 GMT"), 1'623'233'894);
  EXPECT_EQ(ParseCookieDate("Wed Jun  9 10:18:14 2021"), 1'623'233'894);
  EXPECT_EQ(ParseCookieDate("Wed, 31 Jun 2021 10:18:14 GMT"), std::nullopt);
  EXPECT_EQ(ParseCookieDate("09 Jun 2021"), std::nullopt);
  EXPECT_EQ(ParseCookieDate("10:xx:14 09 Jun 2021"), std::nullopt);
}

}  // namespace
}  // namespace seep
