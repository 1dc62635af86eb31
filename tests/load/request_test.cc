#include "load/request.h"

#include <gtest/gtest.h>

#include "load/shapes.h"

namespace seep {
namespace {

TrafficSpec Spec() {
  TrafficSpec spec;
  spec.endpoint = {.host = "127.0.0.1", .port = 8080};
  return spec;
}

std::string Rendered(const TrafficSpec& spec) {
  const auto request = RenderRequest(spec, spec.request);
  return request ? *request : "failed: " + request.error().message;
}

TEST(RenderRequest, WritesAPlainGet) {
  EXPECT_EQ(Rendered(Spec()),
            "GET / HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: seep/" SEEP_VERSION
            "\r\nAccept: */*\r\n\r\n");
}

TEST(RenderRequest, AsksForWhatItsVersionDoesNotDoByItself) {
  TrafficSpec spec = Spec();
  spec.shape = CloseShape();
  EXPECT_NE(Rendered(spec).find("\r\nConnection: close\r\n"), std::string::npos);
  spec.request.version = HttpVersion::k10;
  EXPECT_EQ(Rendered(spec).find("Connection"), std::string::npos);
  EXPECT_EQ(Rendered(spec).find("GET / HTTP/1.0\r\n"), 0u);
  spec.shape = {};
  EXPECT_NE(Rendered(spec).find("\r\nConnection: keep-alive\r\n"), std::string::npos);
}

TEST(RenderRequest, PutsTheBodyBehindItsLength) {
  TrafficSpec spec = Spec();
  spec.request.method = "POST";
  EXPECT_NE(Rendered(spec).find("\r\nContent-Length: 0\r\n\r\n"), std::string::npos);
  spec.request.body = std::string("a\0\r\n", 4);
  EXPECT_TRUE(
      Rendered(spec).ends_with(std::string_view("\r\nContent-Length: 4\r\n\r\na\0\r\n", 27)));
}

TEST(RenderRequest, LetsTheUsersHeadersWin) {
  TrafficSpec spec = Spec();
  spec.shape = CloseShape();
  spec.request.headers = {{"hOST", "example.org"},
                          {"user-agent", "mine"},
                          {"ACCEPT", ""},
                          {"connection", "keep-alive"},
                          {"X-Two", "a\tb"}};
  EXPECT_EQ(Rendered(spec),
            "GET / HTTP/1.1\r\nhOST: example.org\r\nuser-agent: mine\r\nACCEPT: \r\n"
            "connection: keep-alive\r\nX-Two: a\tb\r\n\r\n");
}

TEST(RenderRequest, WritesTheHostAskedForAndBracketsIpv6) {
  TrafficSpec spec = Spec();
  spec.request.host = "example.org";
  EXPECT_NE(Rendered(spec).find("\r\nHost: example.org\r\n"), std::string::npos);
  spec.request.host.clear();
  spec.endpoint.host = "::1";
  EXPECT_NE(Rendered(spec).find("\r\nHost: [::1]:8080\r\n"), std::string::npos);
}

// Each breaks the message in one place; the error names it.
TEST(RenderRequest, RefusesWhatHttpDoesNotAllow) {
  const auto refused = [](auto change, std::string_view named) {
    TrafficSpec spec = Spec();
    change(spec.request);
    const auto request = RenderRequest(spec, spec.request);
    ASSERT_FALSE(request.has_value()) << named;
    EXPECT_EQ(request.error().kind, ErrorKind::kBadInput);
    EXPECT_EQ(request.error().fault, Fault::kUser);
    EXPECT_NE(request.error().message.find(named), std::string::npos) << request.error().message;
    EXPECT_EQ(request.error().message.find('\n'), std::string::npos);
  };
  refused([](auto& r) { r.method = "GE T"; }, "GE T");
  refused([](auto& r) { r.method = ""; }, "method");
  refused([](auto& r) { r.method = "CONNECT"; }, "CONNECT");
  refused([](auto& r) { r.target = "/a b"; }, "/a b");
  refused([](auto& r) { r.target = "/a\r\nX: y"; }, "/a\\x0d\\x0aX: y");
  refused([](auto& r) { r.target = ""; }, "path");
  refused([](auto& r) { r.host = "a b"; }, "a b");
  refused([](auto& r) { r.headers = {{"X Y", "z"}}; }, "X Y");
  refused([](auto& r) { r.headers = {{"", "z"}}; }, "header name");
  refused([](auto& r) { r.headers = {{"X-Y", "z\r\nEvil: 1"}}; }, "X-Y");
  refused([](auto& r) { r.headers = {{"X-Y", std::string("\0", 1)}}; }, "X-Y");
  refused([](auto& r) { r.headers = {{"content-length", "5"}}; }, "content-length");
  refused([](auto& r) { r.headers = {{"Transfer-Encoding", "chunked"}}; }, "Transfer-Encoding");
}

}  // namespace
}  // namespace seep
