#include "seep/request_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

std::vector<RequestSpec> Parse(std::string_view text, const RequestSpec& common = {}) {
  auto requests = ParseRequests(text, "urls.txt", common);
  EXPECT_TRUE(requests) << (requests ? "" : requests.error().message);
  return requests ? *requests : std::vector<RequestSpec>();
}

std::string ErrorOf(std::string_view text) {
  const auto requests = ParseRequests(text, "urls.txt", {});
  EXPECT_FALSE(requests) << text;
  return requests ? "" : requests.error().message;
}

TEST(ParseRequests, TakesAPathALineAndSkipsCommentsAndEmptyLines) {
  const auto requests = Parse("/a?b=c\r\n\n# not this\n  /d#fragment\n/e");
  ASSERT_THAT(requests, SizeIs(3));
  EXPECT_EQ(requests[0].target, "/a?b=c");
  EXPECT_EQ(requests[1].target, "/d");
  EXPECT_EQ(requests[2].target, "/e");
  EXPECT_EQ(requests[2].method, "GET");
  EXPECT_EQ(requests[2].host, "");
}

TEST(ParseRequests, TakesTheHostOfAUrl) {
  const auto requests = Parse("https://example.org:8443/a\nhttp://example.net?q\n");
  ASSERT_THAT(requests, SizeIs(2));
  EXPECT_EQ(requests[0].host, "example.org:8443");
  EXPECT_EQ(requests[0].target, "/a");
  EXPECT_EQ(requests[1].host, "example.net");
  EXPECT_EQ(requests[1].target, "/?q");
}

TEST(ParseRequests, TakesJsonLinesOverWhatIsCommon) {
  RequestSpec common;
  common.method = "PUT";
  common.headers = {{"accept", "*/*"}, {"X-All", "1"}};
  const auto requests = Parse(
      R"({"method": "POST", "url": "/a", "headers": {"Accept": "text/html"}, "body": "hello"}
{"url": "/b"})",
      common);
  ASSERT_THAT(requests, SizeIs(2));
  EXPECT_EQ(requests[0].method, "POST");
  EXPECT_EQ(requests[0].body, "hello");
  EXPECT_THAT(requests[0].headers, ElementsAre(Pair("X-All", "1"), Pair("Accept", "text/html")));
  EXPECT_EQ(requests[1].method, "PUT");
  EXPECT_EQ(requests[1].target, "/b");
  EXPECT_EQ(requests[1].headers, common.headers);
}

TEST(ParseRequests, TakesABrowsersArchiveWithoutWhatConcernsItsConnection) {
  const auto requests = Parse(R"({"log": {"version": "1.2", "entries": [
    {"request": {"method": "GET", "url": "https://example.org/", "headers": [
      {"name": ":authority", "value": "example.org"}, {"name": "connection", "value": "close"},
      {"name": "Host", "value": "example.org"}, {"name": "Accept", "value": "text/html"}]}},
    {"request": {"method": "POST", "url": "https://example.org/form", "headers": [],
      "postData": {"mimeType": "text/plain", "text": "a=b"}}}]}})");
  ASSERT_THAT(requests, SizeIs(2));
  EXPECT_EQ(requests[0].host, "example.org");
  EXPECT_THAT(requests[0].headers, ElementsAre(Pair("Accept", "text/html")));
  EXPECT_EQ(requests[1].body, "a=b");
  EXPECT_THAT(requests[1].headers, IsEmpty());
}

TEST(ParseRequests, NamesTheLineAndWhatIsWrongWithIt) {
  EXPECT_THAT(ErrorOf("/a\nb\n"), HasSubstr("urls.txt:2: \"b\" is neither a path"));
  EXPECT_THAT(ErrorOf("/a b"), HasSubstr("urls.txt:1: the path \"/a b\" cannot be sent"));
  EXPECT_THAT(ErrorOf("{\"url\": 1}"), HasSubstr("urls.txt:1: url: expected a string"));
  EXPECT_THAT(ErrorOf("{\"url\": \"/\", \"header\": {}}"), HasSubstr("\"header\" is none of"));
  EXPECT_THAT(ErrorOf("/\n{\"url\": \"/\""), HasSubstr("urls.txt:2: this is not JSON"));
  EXPECT_THAT(ErrorOf("{\"log\": {\"entries\": [{}]}}"),
              HasSubstr("urls.txt:entry 0: no \"request\""));
  EXPECT_THAT(ErrorOf("# nothing\n"), HasSubstr("urls.txt: there are no requests in it"));
}

}  // namespace
}  // namespace seep
