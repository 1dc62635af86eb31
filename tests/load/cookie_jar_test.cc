#include "load/cookie_jar.h"

#include <gtest/gtest.h>

#include <string>

namespace seep {
namespace {

constexpr int64_t kNow = 1'800'000'000;

TEST(ACookieJar, GivesEachOfItsVisitorsTheirOwn) {
  CookieJar jar(3);
  jar.Set(0, "/", "sid=zero", kNow);
  jar.Set(4, "/", "sid=one", kNow);
  EXPECT_EQ(jar.Cookies(3, "/"), "sid=zero");
  EXPECT_EQ(jar.Cookies(1, "/"), "sid=one");
  EXPECT_EQ(jar.Cookies(2, "/"), "");
}

TEST(ACookieJar, TakesEachRequestForAVisitorOfItsOwnWithoutABound) {
  CookieJar jar(0);
  jar.Set(7, "/", "sid=seven", kNow);
  EXPECT_EQ(jar.Cookies(7, "/"), "sid=seven");
  EXPECT_EQ(jar.Cookies(8, "/"), "");
}

TEST(ACookieJar, SendsWhatWasSetLastAndDropsWhatIsGone) {
  CookieJar jar(1);
  jar.Set(0, "/", "a=1; Path=/", kNow);
  jar.Set(0, "/", "b=2; Path=/", kNow);
  EXPECT_EQ(jar.Cookies(0, "/"), "a=1; b=2");
  jar.Set(0, "/", "a=3; Path=/", kNow);
  EXPECT_EQ(jar.Cookies(0, "/"), "b=2; a=3");
  jar.Set(0, "/", "b=; Path=/; Max-Age=0", kNow);
  EXPECT_EQ(jar.Cookies(0, "/"), "a=3");
  jar.Set(0, "/", "nonsense", kNow);
  EXPECT_EQ(jar.Cookies(0, "/"), "a=3");
}

TEST(ACookieJar, MatchesPaths) {
  CookieJar jar(1);
  jar.Set(0, "/shop/cart?x=1", "cart=1", kNow);
  jar.Set(0, "/", "all=1; Path=/", kNow);
  EXPECT_EQ(jar.Cookies(0, "/shop/item?y=/z"), "cart=1; all=1");
  EXPECT_EQ(jar.Cookies(0, "/shop"), "cart=1; all=1");
  EXPECT_EQ(jar.Cookies(0, "/shopping"), "all=1");
  EXPECT_EQ(jar.Cookies(0, "/"), "all=1");
}

TEST(ACookieJar, ForgetsWhoCameFirstWhenItIsFull) {
  CookieJar jar(0, 20'000);
  const std::string cookie = "sid=" + std::string(100, 'x');
  uint64_t number = 0;
  while (jar.RemembersFrom() == 0) jar.Set(number++, "/", cookie, kNow);
  for (; number < 1000; ++number) jar.Set(number, "/", cookie, kNow);
  EXPECT_LE(jar.bytes(), 20'000u);
  EXPECT_GT(jar.bytes(), 19'000u);
  EXPECT_GT(jar.RemembersFrom(), 800u);
  EXPECT_EQ(jar.Cookies(jar.RemembersFrom() - 1, "/"), "");
  EXPECT_EQ(jar.Cookies(jar.RemembersFrom(), "/"), cookie);
}

TEST(ACookieJar, KeepsNoMoreOfAVisitorThanABrowserDoes) {
  CookieJar jar(1);
  for (int i = 0; i < 60; ++i) jar.Set(0, "/", "c" + std::to_string(i) + "=1", kNow);
  EXPECT_EQ(jar.Cookies(0, "/").find("c50="), std::string::npos);
  EXPECT_NE(jar.Cookies(0, "/").find("c49="), std::string::npos);
}

}  // namespace
}  // namespace seep
