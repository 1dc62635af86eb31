#include "proxy/route/networks.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <string>

namespace sluice {
namespace {

sockaddr_storage AddressOf(const std::string& text) {
  sockaddr_storage address{};
  auto& v4 = reinterpret_cast<sockaddr_in&>(address);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(address);
  if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    address.ss_family = AF_INET;
  } else {
    EXPECT_EQ(::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr), 1) << text;
    address.ss_family = AF_INET6;
  }
  return address;
}

bool Has(const std::string& network, const std::string& address) {
  Networks networks;
  EXPECT_TRUE(networks.Add(network)) << network;
  return networks.Have(AddressOf(address));
}

TEST(Networks, HaveWhatBeginsWithTheirBits) {
  EXPECT_TRUE(Has("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(Has("10.0.0.0/8", "11.0.0.1"));
  EXPECT_TRUE(Has("192.168.4.0/22", "192.168.7.255"));
  EXPECT_FALSE(Has("192.168.4.0/22", "192.168.8.0"));
  EXPECT_TRUE(Has("fd00::/8", "fdff::1"));
  EXPECT_FALSE(Has("fd00::/8", "fe00::1"));
  EXPECT_TRUE(Has("0.0.0.0/0", "1.2.3.4"));
  EXPECT_FALSE(Has("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(Has("::/0", "1.2.3.4"));
}

TEST(Networks, HaveAnAddressByItself) {
  EXPECT_TRUE(Has("127.0.0.1", "127.0.0.1"));
  EXPECT_FALSE(Has("127.0.0.1", "127.0.0.2"));
  EXPECT_TRUE(Has("::1", "::1"));
  EXPECT_TRUE(Has("10.0.0.1", "::ffff:10.0.0.1"));
}

TEST(Networks, AreToldFromWhatIsNone) {
  for (const std::string text : {"", "10.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "::/129",
                                 "example.com", "10.0.0.0/8/8", "10.0.0.0/-1"}) {
    Networks networks;
    const auto added = networks.Add(text);
    ASSERT_FALSE(added) << text;
    EXPECT_NE(added.error().message.find("write \"10.1.2.3\""), std::string::npos);
  }
}

}  // namespace
}  // namespace sluice
