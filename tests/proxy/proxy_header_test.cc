#include "proxy/proxy_header.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <string>

#include "proxy/address.h"

namespace sluice {
namespace {

using Status = ProxyHeader::Status;

std::string ClientOf(const ProxyHeader& header) {
  if (!header.client) return "";
  char text[kAddressTextMax];
  const auto& in =
      reinterpret_cast<const sockaddr_in&>(*header.client);  // the port is there in both
  return std::string(WriteAddress(*header.client, text)) + " " + std::to_string(ntohs(in.sin_port));
}

std::string Version2(char command, char family, const std::string& body) {
  std::string bytes("\r\n\r\n\0\r\nQUIT\n", 12);
  bytes += command;
  bytes += family;
  bytes += static_cast<char>(body.size() >> 8);
  bytes += static_cast<char>(body.size() & 0xff);
  return bytes + body;
}

const std::string kV4("\xC0\x00\x02\x01\xC0\x00\x02\x02\x04\xD2\x00\x50", 12);

TEST(ProxyHeader, SaysWhoTheClientIs) {
  const std::string line = "PROXY TCP4 192.0.2.1 192.0.2.2 1234 80\r\n";
  const ProxyHeader one = ParseProxyHeader(line + "GET / HTTP/1.1\r\n");
  EXPECT_EQ(one.status, Status::kDone);
  EXPECT_EQ(one.bytes, line.size());
  EXPECT_EQ(ClientOf(one), "192.0.2.1 1234");
  EXPECT_EQ(ClientOf(ParseProxyHeader("PROXY TCP6 2001:db8::1 2001:db8::2 1234 80\r\n")),
            "2001:db8::1 1234");
  const std::string binary = Version2('\x21', '\x11', kV4);
  const ProxyHeader two = ParseProxyHeader(binary + "GET");
  EXPECT_EQ(two.status, Status::kDone);
  EXPECT_EQ(two.bytes, binary.size());
  EXPECT_EQ(ClientOf(two), "192.0.2.1 1234");
}

TEST(ProxyHeader, MayHaveExtensionsBehindTheAddresses) {
  const std::string binary = Version2('\x21', '\x11', kV4 + std::string("\x04\x00\x01x", 4));
  const ProxyHeader header = ParseProxyHeader(binary);
  EXPECT_EQ(header.bytes, binary.size());
  EXPECT_EQ(ClientOf(header), "192.0.2.1 1234");
}

TEST(ProxyHeader, MayHaveNoClient) {
  for (const std::string& bytes :
       {std::string("PROXY UNKNOWN\r\n"), std::string("PROXY UNKNOWN ffff:: ffff:: 1 2\r\n"),
        Version2('\x20', '\0', ""), Version2('\x21', '\0', ""),
        Version2('\x21', '\x31', std::string(216, 'x'))}) {
    const ProxyHeader header = ParseProxyHeader(bytes);
    EXPECT_EQ(header.status, Status::kDone) << bytes;
    EXPECT_EQ(header.bytes, bytes.size());
    EXPECT_FALSE(header.client);
  }
}

TEST(ProxyHeader, IsWaitedForHoweverItIsCut) {
  for (const std::string& bytes :
       {std::string("PROXY TCP4 192.0.2.1 192.0.2.2 1234 80\r\n"), Version2('\x21', '\x11', kV4)}) {
    for (size_t size = 0; size < bytes.size(); ++size)
      EXPECT_EQ(ParseProxyHeader(bytes.substr(0, size)).status, Status::kNeedMore) << size;
  }
}

TEST(ProxyHeader, IsToldFromWhatIsNone) {
  for (const std::string& bytes :
       {std::string("GET / HTTP/1.1\r\n"), std::string("PROXY TCP4 a b 1 2\r\n"),
        std::string("PROXY TCP4 192.0.2.1 192.0.2.2 1234\r\n"),
        std::string("PROXY TCP4 192.0.2.1 192.0.2.2 1234 80 x\r\n"),
        std::string("PROXY TCP4 192.0.2.1 192.0.2.2 99999 80\r\n"),
        std::string("PROXY TCP4 2001:db8::1 192.0.2.2 1 80\r\n"),
        std::string("PROXY UDP4 192.0.2.1 192.0.2.2 1 80\r\n"), std::string("PROXY \r\n"),
        "PROXY " + std::string(200, 'x'), Version2('\x11', '\x11', kV4),
        Version2('\x22', '\x11', kV4), Version2('\x21', '\x11', "short"),
        Version2('\x21', '\x21', kV4), Version2('\x21', '\x11', std::string(2000, 'x'))})
    EXPECT_EQ(ParseProxyHeader(bytes).status, Status::kBad) << bytes;
}

}  // namespace
}  // namespace sluice
