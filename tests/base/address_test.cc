#include "base/address.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

TEST(Resolve, FindsAddressesOfBothFamilies) {
  const auto v4 = Resolve("127.0.0.1", 80);
  ASSERT_TRUE(v4.has_value());
  EXPECT_EQ(v4->front().storage.ss_family, AF_INET);
  const auto v6 = Resolve("::1", 80);
  ASSERT_TRUE(v6.has_value());
  EXPECT_EQ(v6->front().storage.ss_family, AF_INET6);
}

TEST(ResolvesToLoopback, KnowsItsAddressesFromOthers) {
  for (const char* host : {"127.0.0.1", "127.255.0.9", "::1", "localhost"})
    EXPECT_TRUE(ResolvesToLoopback(host)) << host;
  for (const char* host : {"126.0.0.1", "128.0.0.1", "0.0.0.0", "::", "::2", "no such host"})
    EXPECT_FALSE(ResolvesToLoopback(host)) << host;
}

TEST(Resolve, NamesAHostThatIsNotThere) {
  const auto none = Resolve("no such host", 80);
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().kind, ErrorKind::kBadInput);
  EXPECT_NE(none.error().message.find("no such host"), std::string::npos);
}

}  // namespace
}  // namespace seep
