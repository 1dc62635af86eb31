#include "load/shaped_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/check.h"
#include "http/message.h"
#include "load/http2_abuse.h"
#include "load/request.h"
#include "load/template.h"

namespace seep {
namespace {

constexpr size_t kHugeHeader = 70'000;

// Each breaks one rule of RFC 9112; the last is no HTTP at all.
std::vector<std::string> MalformedRequests() {
  const std::string post = "POST / HTTP/1.1\r\nHost: seep\r\n";
  const std::string get = "GET / HTTP/1.1\r\nHost: seep\r\n";
  return {"GET\r\n\r\n",
          "GET / HTTP/9.9\r\nHost: seep\r\n\r\n",
          "GET  /  HTTP/1.1\r\nHost: seep\r\n\r\n",
          "GET / HTTP/1.1\r\n\r\n",
          get + "Host: other\r\n\r\n",
          get + "X-Space : before the colon\r\n\r\n",
          get + "X-Folded: one\r\n two\r\n\r\n",
          get + "X-Nul: " + std::string("a\0b", 3) + "\r\n\r\n",
          get + ": no name\r\n\r\n",
          get + "X-Huge: " + std::string(kHugeHeader, 'x') + "\r\n\r\n",
          "GET /\x01 HTTP/1.1\r\nHost: seep\r\n\r\n",
          post + "Content-Length: x\r\n\r\n",
          post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
          post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
          post + "Transfer-Encoding: chunked\r\n\r\nno size\r\n",
          std::string("\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", 10)};
}

void SetHeader(RequestSpec& request, const std::string& name, const std::string& value) {
  std::erase_if(request.headers,
                [&](const auto& header) { return EqualsIgnoreCase(header.first, name); });
  request.headers.emplace_back(name, value);
}

bool HasHeader(const RequestSpec& request, std::string_view name) {
  return std::any_of(request.headers.begin(), request.headers.end(),
                     [&](const auto& header) { return EqualsIgnoreCase(header.first, name); });
}

// One field has them all (RFC 6265 §5.4).
void AddCookies(RequestSpec& request, std::string_view cookies) {
  for (auto& [name, value] : request.headers) {
    if (!EqualsIgnoreCase(name, "Cookie")) continue;
    value.append("; ").append(cookies);
    return;
  }
  request.headers.emplace_back("Cookie", cookies);
}

RequestSpec AcceptingCompression(RequestSpec request) {
  if (!HasHeader(request, "Accept-Encoding"))
    request.headers.emplace_back("Accept-Encoding", "gzip, deflate, br");
  return request;
}

RequestSpec Shaped(RequestSpec request, const Shape& shape) {
  if (!shape.method.empty()) request.method = shape.method;
  if (shape.http10) request.version = HttpVersion::k10;
  for (const auto& [name, value] : shape.headers) SetHeader(request, name, value);
  if (request.body.empty()) request.body.assign(shape.upload_bytes, 'x');
  if (shape.unique_url) {
    request.target += request.target.find('?') == std::string::npos ? "?seep={i}" : "&seep={i}";
  }
  if (!shape.unique_header.empty()) SetHeader(request, shape.unique_header, "seep-{i}");
  return request;
}

// How much of it the client sends.
size_t CutOf(const RenderedRequest& request, const Shape& shape) {
  const size_t line = request.bytes.find("\r\n");
  switch (shape.cut) {
    case CutAt::kNowhere:
      return request.bytes.size();
    case CutAt::kConnect:
      return 0;
    case CutAt::kRequestLine:
      return line / 2;
    case CutAt::kHeaders:
      return (line + request.head_bytes) / 2;
    case CutAt::kBody:
      return std::min(request.head_bytes + shape.cut_bytes, request.bytes.size() - 1);
  }
  return request.bytes.size();
}

Result<RenderedRequest> RenderOverHttp2(const TrafficSpec& spec, const RequestSpec& request,
                                        size_t variant) {
  auto made = MakeHttp2Request(spec, request);
  if (!made) return tl::unexpected(made.error());
  RenderedRequest rendered{
      .bytes = {}, .method = request.method, .target = request.target, .variant = variant};
  if (HasHttp2Session(spec))
    rendered.http2 = std::move(*made);
  else
    rendered.bytes = RenderHttp2(spec.shape, *made, variant);
  return rendered;
}

// `request` is what the shape made of the user's.
Result<RenderedRequest> RenderOne(const TrafficSpec& spec, const RequestSpec& request,
                                  size_t variant) {
  if (spec.http2) return RenderOverHttp2(spec, request, variant);
  const Shape& shape = spec.shape;
  auto bytes = RenderRequest(spec, request);
  if (!bytes) return tl::unexpected(bytes.error());
  RenderedRequest rendered{
      .bytes = std::move(*bytes), .method = request.method, .target = request.target};
  rendered.head_bytes = rendered.bytes.find("\r\n\r\n") + 4;
  rendered.bytes.resize(CutOf(rendered, shape));
  const std::string one = rendered.bytes;
  for (; rendered.answers < shape.pipeline; ++rendered.answers) rendered.bytes += one;
  return rendered;
}

std::vector<RenderedRequest> RenderMalformed() {
  std::vector<RenderedRequest> rendered;
  for (std::string& bytes : MalformedRequests()) {
    rendered.push_back({.bytes = std::move(bytes), .method = "GET", .target = "(malformed)"});
    rendered.back().head_bytes = rendered.back().bytes.size();
  }
  return rendered;
}

}  // namespace

bool HasCookie(const RequestSpec& request) { return HasHeader(request, "Cookie"); }

Result<std::vector<RenderedRequest>> RenderShaped(const TrafficSpec& spec) {
  if (spec.shape.malformed) return RenderMalformed();
  std::vector<RequestSpec> requests = spec.replay;
  if (requests.empty()) requests = {spec.request};
  const Compression compression = spec.shape.compression;
  if (compression == Compression::kAsked)
    std::transform(requests.begin(), requests.end(), requests.begin(), AcceptingCompression);
  // A user's file is sent as it is.
  if (compression == Compression::kEverySecond && spec.replay.empty() &&
      !HasHeader(spec.request, "Accept-Encoding"))
    requests.push_back(AcceptingCompression(spec.request));
  std::vector<RenderedRequest> all;
  for (const RequestSpec& request : requests) {
    const RequestSpec shaped = Shaped(request, spec.shape);
    for (size_t variant = 0; variant < Http2Variants(spec.shape); ++variant) {
      auto rendered = RenderOne(spec, shaped, variant);
      if (!rendered) return tl::unexpected(rendered.error());
      rendered->source = shaped;
      rendered->varies = HasPlaceholder(shaped);
      if (spec.shape.expects == 304) rendered->shaped = shaped;
      all.push_back(std::move(*rendered));
    }
  }
  return all;
}

RenderedRequest RenderAgain(const TrafficSpec& spec, const RenderedRequest& rendered,
                            uint64_t number, uint64_t seed, std::string_view cookies) {
  RequestSpec request = rendered.varies ? Filled(*rendered.source, number, seed) : *rendered.source;
  if (!cookies.empty()) AddCookies(request, cookies);
  auto again = RenderOne(spec, request, rendered.variant);
  CHECK(again);  // neither numbers nor cookies (load/set_cookie.h) break a rule that it kept before
  return std::move(*again);
}

std::optional<RenderedRequest> AsValidated(const TrafficSpec& spec, const RenderedRequest& rendered,
                                           const Validators& validators) {
  RequestSpec request = *rendered.shaped;
  // A server looks at no If-Modified-Since beside an If-None-Match (RFC 9110 §13.2.2).
  for (const auto& [name, value] : {std::pair("If-None-Match", validators.etag),
                                    std::pair("If-Modified-Since", validators.last_modified)}) {
    std::erase_if(request.headers, [field = name](const auto& header) {
      return EqualsIgnoreCase(header.first, field);
    });
    if (!value.empty()) request.headers.emplace_back(name, value);
  }
  auto validated = RenderOne(spec, request, rendered.variant);
  if (!validated) return std::nullopt;
  validated->varies = rendered.varies;
  validated->source = std::move(request);
  return std::move(*validated);
}

}  // namespace seep
