#include "seep/basic_auth.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

TEST(BasicCredentials, AreThoseOfTheRfcs) {
  EXPECT_EQ(*BasicCredentials("Aladdin:open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(*BasicCredentials("test:123\xC2\xA3"), "Basic dGVzdDoxMjPCow==");  // RFC 7617 §2.1
  EXPECT_EQ(*BasicCredentials("a:b"), "Basic YTpi");
  EXPECT_EQ(*BasicCredentials("a:bc"), "Basic YTpiYw==");
  EXPECT_EQ(*BasicCredentials("a:bcd"), "Basic YTpiY2Q=");
  EXPECT_EQ(*BasicCredentials(":"), "Basic Og==");
}

TEST(BasicCredentials, HaveAColon) {
  EXPECT_THAT(BasicCredentials("Aladdin").error().message,
              testing::HasSubstr("write USER:PASSWORD"));
}

}  // namespace
}  // namespace seep
