#include "proxy/route/hash_key.h"

#include <gtest/gtest.h>

#include <string>

#include "http/parser.h"

namespace sluice {
namespace {

std::optional<uint64_t> KeyOf(const std::string& fields, std::string_view by) {
  const std::string request = "GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
  seep::RequestParser parser;
  EXPECT_EQ(parser.Parse(request), seep::ParseStatus::kDone);
  return HashKey(parser.head(), by);
}

TEST(HashKey, IsOfAField) {
  EXPECT_EQ(KeyOf("X-User: ann\r\n", "x-user"), HashOf("ann"));
  EXPECT_NE(KeyOf("X-User: ann\r\n", "X-User"), KeyOf("X-User: bob\r\n", "X-User"));
  EXPECT_EQ(KeyOf("X-Other: ann\r\n", "X-User"), std::nullopt);
  EXPECT_EQ(KeyOf("X-User:\r\n", "X-User"), std::nullopt);
}

TEST(HashKey, IsOfACookie) {
  for (const std::string cookies :
       {"sid=7", "a=b; sid=7", "sid=7; a=b", "xsid=8; sid=7", "a=b\r\nCookie: sid=7"})
    EXPECT_EQ(KeyOf("Cookie: " + cookies + "\r\n", "cookie:sid"), HashOf("7")) << cookies;
  EXPECT_EQ(KeyOf("Cookie: xsid=7; sid2=7\r\n", "cookie:sid"), std::nullopt);
  EXPECT_EQ(KeyOf("", "cookie:sid"), std::nullopt);
}

TEST(HashKey, IsNoneWhereNothingIsNamed) { EXPECT_EQ(KeyOf("X-User: a\r\n", ""), std::nullopt); }

}  // namespace
}  // namespace sluice
