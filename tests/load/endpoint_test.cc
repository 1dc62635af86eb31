#include "load/endpoint.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

struct Case {
  const char* text;
  const char* host;
  uint16_t port;
  const char* target;
};

TEST(ParseUrl, TakesUrlsApart) {
  for (const Case& c :
       {Case{"http://127.0.0.1:8080/a?b=c", "127.0.0.1", 8080, "/a?b=c"},
        Case{"HTTP://localhost", "localhost", 80, "/"},
        Case{"localhost:9090/x", "localhost", 9090, "/x"}, Case{"http://[::1]:81/", "::1", 81, "/"},
        Case{"http://[::1]", "::1", 80, "/"}, Case{"http://a.b-c:80?q", "a.b-c", 80, "/?q"},
        Case{"http://a:/x", "a", 80, "/x"}, Case{"http://a/x#part", "a", 80, "/x"},
        Case{"a/x?to=http://b/", "a", 80, "/x?to=http://b/"}}) {
    const auto url = ParseUrl(c.text);
    ASSERT_TRUE(url.has_value()) << c.text << ": " << url.error().message;
    EXPECT_EQ(url->endpoint.host, c.host) << c.text;
    EXPECT_EQ(url->endpoint.port, c.port) << c.text;
    EXPECT_EQ(url->target, c.target) << c.text;
  }
}

TEST(ParseUrl, NamesWhatIsNotAUrl) {
  for (const char* text :
       {"", "/path", ":80/", "http://", "http://:80/", "http://a:0/", "http://a:65536/",
        "http://a:+5/", "http://a:80x/", "http://a b/", "http://a/b c", "http://user@a/",
        "http://[::1/", "http://[]/", "http://[::1]80/", "ftp://a/", "http://a/\r\nX: y",
        "http://a/\xc3\xa9"}) {
    const auto url = ParseUrl(text);
    ASSERT_FALSE(url.has_value()) << text;
    EXPECT_EQ(url.error().kind, ErrorKind::kBadInput) << text;
    EXPECT_EQ(url.error().fault, Fault::kUser) << text;
    EXPECT_NE(url.error().message.find(text), std::string::npos) << url.error().message;
  }
}

TEST(ParseUrl, KnowsTlsAndItsPort) {
  const auto url = ParseUrl("HTTPS://example.org/a");
  ASSERT_TRUE(url.has_value());
  EXPECT_TRUE(url->tls);
  EXPECT_EQ(url->endpoint.port, 443);
  EXPECT_EQ(ParseUrl("https://example.org:8443")->endpoint.port, 8443);
  EXPECT_FALSE(ParseUrl("http://example.org")->tls);
}

}  // namespace
}  // namespace seep
