#include "load/http2_request.h"

#include <gmock/gmock.h>

namespace seep {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

HeaderFields FieldsOf(const RequestSpec& request, bool tls = false) {
  TrafficSpec spec;
  spec.endpoint = {.host = "localhost", .port = 8080};
  spec.tls.on = tls;
  const auto made = MakeHttp2Request(spec, request);
  EXPECT_TRUE(made);
  return made ? made->fields : HeaderFields();
}

TEST(Http2Request, HasThePseudoFieldsFirst) {
  RequestSpec request;
  request.target = "/a?b";
  EXPECT_THAT(FieldsOf(request),
              ElementsAre(Pair(":method", "GET"), Pair(":scheme", "http"),
                          Pair(":authority", "localhost:8080"), Pair(":path", "/a?b"),
                          Pair("user-agent", "seep/" SEEP_VERSION), Pair("accept", "*/*")));
  EXPECT_THAT(FieldsOf(request, true), Contains(Pair(":scheme", "https")));
}

TEST(Http2Request, WritesNamesInLowerCaseAndLeavesOutWhatIsOfHttp1) {
  RequestSpec request;
  request.headers = {{"X-Name", "Value"}, {"Host", "a.example"},     {"Connection", "x"},
                     {"Keep-Alive", "1"}, {"Proxy-Connection", "x"}, {"Upgrade", "h2c"},
                     {"TE", "gzip"},      {"ACCEPT", "text/html"}};
  EXPECT_THAT(FieldsOf(request), ElementsAre(Pair(":method", "GET"), Pair(":scheme", "http"),
                                             Pair(":authority", "a.example"), Pair(":path", "/"),
                                             Pair("user-agent", "seep/" SEEP_VERSION),
                                             Pair("x-name", "Value"), Pair("accept", "text/html")));
  request.headers = {{"TE", "trailers"}};
  EXPECT_THAT(FieldsOf(request), Contains(Pair("te", "trailers")));
}

TEST(Http2Request, SaysHowLongItsBodyIs) {
  RequestSpec request;
  EXPECT_THAT(FieldsOf(request), Not(Contains(Pair("content-length", "0"))));
  request.method = "POST";
  EXPECT_THAT(FieldsOf(request), Contains(Pair("content-length", "0")));
  request.body = "12345";
  EXPECT_THAT(FieldsOf(request), Contains(Pair("content-length", "5")));
}

TEST(Http2Request, RefusesWhatHttpDoesNotAllow) {
  RequestSpec request;
  request.headers = {{"X-Bad", "a\r\nb"}};
  const auto made = MakeHttp2Request({}, request);
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("X-Bad"));
}

}  // namespace
}  // namespace seep
