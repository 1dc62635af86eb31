#include "load/shape_table.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace seep {
namespace {

constexpr size_t kUpload = 4096;
constexpr size_t kFramesMax = 100'000;  // of a connection, all of which are in memory

Shape Upload() { return {.method = "POST", .upload_bytes = kUpload}; }

// A client that goes away: an ending may be chosen.
Shape Leaving(Shape shape) {
  shape.reuse = false;
  shape.ending = Ending::kReset;
  shape.abusive = true;
  return shape;
}

Shape AfterBytes(size_t bytes) {
  Shape shape;
  shape.wait = WaitFor::kBytes;
  shape.wait_bytes = bytes;
  return Leaving(shape);
}

Shape UpgradeShape(const std::string& protocol,
                   std::vector<std::pair<std::string, std::string>> headers) {
  Shape shape;
  shape.method = "GET";
  shape.headers = std::move(headers);
  shape.headers.emplace_back("Connection",
                             protocol == "h2c" ? "Upgrade, HTTP2-Settings" : "Upgrade");
  shape.headers.emplace_back("Upgrade", protocol);
  shape.upgrade = true;
  shape.reuse = false;
  shape.ending = Ending::kFin;
  shape.abusive = true;
  return shape;
}

Shape WebSocketUpgrade(Ending ending) {
  Shape shape = UpgradeShape("websocket", {{"Sec-WebSocket-Version", "13"},
                                           {"Sec-WebSocket-Key", "c2VlcC1zZWVwLXNlZXAtMQ=="}});
  shape.expects = 101;
  shape.ending = ending;
  return shape;
}

Shape TlsLeaving(TlsShape tls) {
  Shape shape = CutShape(CutAt::kNowhere);
  shape.needs_tls = true;
  shape.tls = std::move(tls);
  return shape;
}

// Over TLS, but not as a client should.
Shape OverTls(TlsShape tls) {
  return {.reuse = false, .needs_tls = true, .tls = std::move(tls), .abusive = true};
}

Shape Http2Leaving(Http2Abuse abuse, size_t frames = 1) {
  Shape shape = CutShape(CutAt::kNowhere);
  shape.ending = Ending::kHalfClose;  // so that the server comes to read all of it
  shape.needs_http2 = true;
  shape.http2 = abuse;
  shape.frames = static_cast<uint32_t>(frames);
  return shape;
}

// It waits for what the server does about it.
Shape Http2Waiting(Http2Abuse abuse, milliseconds hold, size_t frames = 1) {
  Shape shape = Http2Leaving(abuse, frames);
  shape.wait = WaitFor::kBytes;
  shape.wait_bytes = kShapeArgumentMax;
  shape.ending = Ending::kReset;
  shape.hold = hold;
  return shape;
}

constexpr std::string_view kAnyAnswer = "any answer, a close, or nothing";

const std::array<ShapeEntry, 62> kEntries = {{
    {{"keep-alive", "", "one request after another on a connection that stays", "whole answers",
      ""},
     0,
     [](size_t) { return Shape(); }},
    {{"close", "", "a connection for each request, with Connection: close", "whole answers", ""},
     0,
     [](size_t) { return Shape{.reuse = false}; }},
    {{"requests-per-connection", "N (10)", "N requests, then the client closes", "whole answers",
      "HAProxy 6fe60182a, nginx 5a2898f2b with very many"},
     10,
     [](size_t n) {
       return Shape{.per_connection = static_cast<uint32_t>(n), .ending = Ending::kFin};
     }},
    {{"long-lived", "", "connections that stay open over all rounds, also while memory is read",
      "whole answers", "HAProxy 6fe60182a, nginx 7c15b75cc"},
     0,
     [](size_t) { return Shape{.stays_open = true}; }},
    {{"http1.0", "", "HTTP/1.0, a connection for each request", "whole answers, then a close", ""},
     0,
     [](size_t) { return Shape{.http10 = true, .reuse = false}; }},
    {{"http1.0-keep-alive", "", "HTTP/1.0 with Connection: keep-alive", "whole answers", ""},
     0,
     [](size_t) { return Shape{.http10 = true}; }},
    {{"pipeline", "N (8)", "N requests at once, then N answers are read", "N answers, or a close",
      ""},
     8,
     [](size_t n) { return Shape{.pipeline = static_cast<uint32_t>(n), .abusive = true}; }},
    {{"pipeline-abort", "N (8)", "N requests at once, gone at the first byte", kAnyAnswer,
      "http-proxy 1586, Varnish 3556"},
     8,
     [](size_t n) {
       Shape shape = AfterBytes(1);
       shape.pipeline = static_cast<uint32_t>(n);
       return shape;
     }},
    {{"head", "", "HEAD", "a head without a body", "nginx 34ebeb60e"},
     0,
     [](size_t) { return Shape{.method = "HEAD"}; }},
    {{"conditional", "", "If-None-Match and If-Modified-Since, of the first answer",
      "304, or the whole answer", "h2o d108699db"},
     0,
     [](size_t) {
       return Shape{.headers = {{"If-None-Match", "\"seep\""},
                                {"If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"}},
                    .expects = 304};
     }},
    {{"range", "", "Range: bytes=0-0", "206, or the whole answer", "h2o c0cf81422"},
     0,
     [](size_t) {
       return Shape{.headers = {{"Range", "bytes=0-0"}}, .expects = 206};
     }},
    {{"multi-range", "", "Range with four ranges", "206 in parts, or the whole answer",
      "h2o c0cf81422"},
     0,
     [](size_t) {
       return Shape{.headers = {{"Range", "bytes=0-0,2-3,5-5,-1"}}, .expects = 206};
     }},
    {{"unique-url", "", "a different query each time", "whole answers", "caches without a bound"},
     0,
     [](size_t) { return Shape{.unique_url = true}; }},
    {{"unique-header", "", "a field with a different value each time", "whole answers", ""},
     0,
     [](size_t) { return Shape{.unique_header = "X-Seep"}; }},
    {{"unique-vary", "", "a different Accept-Language each time", "whole answers",
      "HAProxy f62d02014"},
     0,
     [](size_t) { return Shape{.unique_header = "Accept-Language"}; }},
    {{"upload", "BYTES (4096)", "POST with a body", "any answer", "nginx 225306436"},
     kUpload,
     [](size_t n) { return Shape{.method = "POST", .upload_bytes = n, .abusive = true}; }},
    {{"chunked", "BYTES (4096)", "POST with a chunked body", "any answer", ""},
     kUpload,
     [](size_t n) {
       return Shape{
           .method = "POST", .upload_bytes = n, .framing = BodyFraming::kChunked, .abusive = true};
     }},
    {{"trailers", "BYTES (4096)", "POST with a chunked body and trailers", "any answer",
      "Traffic Server f487c1fad9"},
     kUpload,
     [](size_t n) {
       return Shape{.method = "POST",
                    .upload_bytes = n,
                    .framing = BodyFraming::kChunkedTrailers,
                    .abusive = true};
     }},
    {{"chunked-cut", "BYTES (1000)", "a chunked body that ends after BYTES", kAnyAnswer,
      "lighttpd CVE-2022-41556"},
     1000,
     [](size_t n) {
       Shape shape = CutShape(CutAt::kBody, n);
       shape.framing = BodyFraming::kChunked;
       shape.ending = Ending::kHalfClose;
       return shape;
     }},
    {{"chunk-line", "BYTES (20000)", "a chunked body, its first size line with BYTES of extension",
      "any answer, or a close", ""},
     20'000,
     [](size_t n) {
       return Shape{.method = "POST",
                    .upload_bytes = kUpload,
                    .framing = BodyFraming::kChunked,
                    .chunk_line_bytes = n,
                    .abusive = true};
     }},
    {{"expect-100", "", "Expect: 100-continue, waits, then the body", "100 and an answer", ""},
     0,
     [](size_t) {
       Shape shape = Upload();
       shape.headers = {{"Expect", "100-continue"}};
       shape.expects = 100;
       shape.body_waits = true;
       shape.abusive = true;
       return shape;
     }},
    {{"expect-100-no-body", "", "Expect: 100-continue, and never the body", "100, or an answer",
      "fasthttp 1834"},
     0,
     [](size_t) {
       Shape shape = CutShape(CutAt::kBody, 0);
       shape.headers = {{"Expect", "100-continue"}};
       shape.expects = 100;
       shape.wait = WaitFor::kBytes;
       shape.wait_bytes = 1;
       return shape;
     }},
    {{"upgrade", "", "a WebSocket handshake, then gone", "101, or a refusal",
      "traefik 4864, caddy 4895"},
     0,
     [](size_t) { return WebSocketUpgrade(Ending::kFin); }},
    {{"upgrade@reset", "", "a WebSocket handshake, then a reset", "101, or a refusal", ""},
     0,
     [](size_t) { return WebSocketUpgrade(Ending::kReset); }},
    {{"upgrade@half-close", "", "a WebSocket handshake, then the client's side is closed",
      "101, or a refusal", ""},
     0,
     [](size_t) { return WebSocketUpgrade(Ending::kHalfClose); }},
    {{"upgrade@silence", "", "a WebSocket handshake, nothing for 50 ms, then a reset",
      "101, or a refusal", ""},
     0,
     [](size_t) { return WebSocketUpgrade(Ending::kSilence); }},
    {{"websocket", "N (8)", "a WebSocket: N messages, each sent when the one before has come back",
      "101 and each message, or a refusal", "traefik 2825, caddy 4895, Envoy 31791"},
     8,
     [](size_t n) {
       Shape shape = WebSocketUpgrade(Ending::kServerFirst);
       shape.messages = static_cast<uint32_t>(n);
       shape.hold = milliseconds(500);
       return shape;
     }},
    {{"upgrade-mismatched", "", "an upgrade to a protocol that does not exist", "any answer",
      "golang 80875"},
     0,
     [](size_t) { return UpgradeShape("seep/1", {}); }},
    {{"upgrade-h2c", "", "an upgrade to HTTP/2, then gone", "101, or any answer",
      "h2o 9446c4bf3, Tomcat CVE-2020-13934"},
     0,
     [](size_t) {
       return UpgradeShape("h2c", {{"HTTP2-Settings", "AAMAAABkAAQAAP__"}});
     }},
    {{"abort@connect", "", "connects, sends nothing, gone", kAnyAnswer,
      "pingora 447, golang 51614"},
     0,
     [](size_t) { return CutShape(CutAt::kConnect); }},
    {{"abort@request-line", "", "gone in the middle of the request line", kAnyAnswer, ""},
     0,
     [](size_t) { return CutShape(CutAt::kRequestLine); }},
    {{"abort@headers", "", "gone in the middle of the headers", kAnyAnswer, "Squid 3567"},
     0,
     [](size_t) { return CutShape(CutAt::kHeaders); }},
    {{"abort@body", "BYTES (1000)", "gone after BYTES of a longer body", kAnyAnswer,
      "nginx e1bd52041, Traffic Server a25b8419c1"},
     1000,
     [](size_t n) { return CutShape(CutAt::kBody, n); }},
    {{"abort@sent", "", "gone when the request is sent", kAnyAnswer,
      "http-proxy 1586, h2o 1525, HAProxy 64383e655"},
     0,
     [](size_t) { return CutShape(CutAt::kNowhere); }},
    {{"abort@waiting", "MS (10)",
      "gone MS milliseconds after the request, without the whole answer", kAnyAnswer,
      "http-proxy 1586, Traffic Server 12529, HAProxy 64383e655"},
     10,
     [](size_t n) {
       Shape shape = AfterBytes(kShapeArgumentMax);
       shape.hold = milliseconds(n);
       shape.leaves_in_answer = true;
       return shape;
     }},
    {{"abort@first-byte", "", "gone at the first byte of the answer", kAnyAnswer, "node 9668"},
     0,
     [](size_t) { return AfterBytes(1); }},
    {{"abort@response", "BYTES (1000)",
      "gone after BYTES of the answer, or half way through a shorter one", kAnyAnswer,
      "http-proxy 1559, Squid 6ec49cda02"},
     1000,
     [](size_t n) { return AfterBytes(n); }},
    {{"slow-header", "", "the head in pieces of 16 bytes, one every 5 ms", kAnyAnswer, ""},
     0,
     [](size_t) { return Shape{.reuse = false, .send_piece = 16, .abusive = true}; }},
    {{"slow-body", "", "the body in pieces of 512 bytes, one every 5 ms", kAnyAnswer, ""},
     0,
     [](size_t) {
       Shape shape = Upload();
       shape.reuse = false;
       shape.send_piece = 512;
       shape.abusive = true;
       return shape;
     }},
    {{"slow-read", "BYTES (512)", "the answer is read in pieces of BYTES, one every 5 ms",
      kAnyAnswer, "Envoy 9123, Jetty CVE-2024-22201"},
     512,
     [](size_t n) { return Shape{.reuse = false, .read_piece = n, .abusive = true}; }},
    {{"bad-request", "", "16 malformed requests, in turn", "4xx, or a close",
      "Squid 3567, lighttpd 1774, nginx e4a3211e2"},
     0,
     [](size_t) { return Shape{.malformed = true, .reuse = false, .abusive = true}; }},
    {{"tls-full", "", "TLS: a full handshake for each request, no session resumed", "whole answers",
      "SymCrypt-OpenSSL 109"},
     0,
     [](size_t) { return Shape{.reuse = false, .needs_tls = true, .tls = {.resume = false}}; }},
    {{"tls-abort@in-hello", "", "TLS: gone in the middle of the ClientHello", kAnyAnswer, ""},
     0,
     [](size_t) { return TlsLeaving({.cut = TlsCut::kInHello}); }},
    {{"tls-abort@hello", "", "TLS: gone after the ClientHello", kAnyAnswer, "Apache PH13269"},
     0,
     [](size_t) { return TlsLeaving({.cut = TlsCut::kHello}); }},
    {{"tls-abort@handshake", "", "TLS: gone when the handshake is done", kAnyAnswer, ""},
     0,
     [](size_t) {
       Shape shape = CutShape(CutAt::kConnect);
       shape.needs_tls = true;
       return shape;
     }},
    {{"tls-rejected", "", "TLS: the certificate is rejected, with an alert", "a close",
      "SymCrypt-OpenSSL 109"},
     0,
     [](size_t) { return OverTls({.reject = true}); }},
    {{"tls-alpn", "", "TLS: offers only a protocol that does not exist", "an alert, or an answer",
      "Node CVE-2021-22883"},
     0,
     [](size_t) { return OverTls({.alpn = "seep/1"}); }},
    {{"tls-sni", "", "TLS: a name that the server does not have", "an alert, or an answer", ""},
     0,
     [](size_t) { return OverTls({.sni = "no-such-name.invalid"}); }},
    {{"tls-plain", "", "HTTP in the clear where TLS is spoken", "an alert, a 400, or a close", ""},
     0,
     [](size_t) { return OverTls({.plain = true}); }},
    {{"h2-rst", "N (100)", "HTTP/2: N requests, each reset at once, then gone", kAnyAnswer,
      "Apache CVE-2023-45802"},
     100,
     [](size_t n) { return Http2Leaving(Http2Abuse::kRapidReset, n); },
     kFramesMax},
    {{"h2-goaway", "", "HTTP/2: a request, RST_STREAM, GOAWAY, gone", kAnyAnswer,
      "Envoy CVE-2023-35945"},
     0,
     [](size_t) { return Http2Leaving(Http2Abuse::kGoaway); }},
    {{"h2-split-headers", "", "HTTP/2: gone within HEADERS or CONTINUATION, 3 ways in turn",
      kAnyAnswer, "nginx 16168dcb0"},
     0,
     [](size_t) { return Http2Leaving(Http2Abuse::kSplitHeaders); }},
    {{"h2-padded-data", "BYTES (4096)", "HTTP/2: POST, its body in small padded pieces",
      "any answer", ""},
     kUpload,
     [](size_t n) {
       return Shape{.method = "POST",
                    .upload_bytes = n,
                    .needs_http2 = true,
                    .padded = true,
                    .abusive = true};
     }},
    {{"h2-bad-priority", "", "HTTP/2: 5 invalid priorities, in turn", kAnyAnswer,
      "Tomcat CVE-2025-31650"},
     0,
     [](size_t) { return Http2Waiting(Http2Abuse::kBadPriority, milliseconds(10)); }},
    {{"h2-bad-flags", "", "HTTP/2: 5 frames with impossible flags or padding, in turn", kAnyAnswer,
      "HAProxy a0d11b6fd"},
     0,
     [](size_t) { return Http2Waiting(Http2Abuse::kBadFlags, milliseconds(10)); }},
    {{"h2-window-overflow", "", "HTTP/2: windows beyond 2^31 - 1, 3 ways in turn", "GOAWAY",
      "Node CVE-2026-21714"},
     0,
     [](size_t) { return Http2Waiting(Http2Abuse::kWindowOverflow, milliseconds(10)); }},
    {{"h2-settings-flood", "N (100)", "HTTP/2: SETTINGS N times, then gone", kAnyAnswer,
      "CVE-2019-9515"},
     100,
     [](size_t n) { return Http2Leaving(Http2Abuse::kSettingsFlood, n); },
     kFramesMax},
    {{"h2-ping-flood", "N (100)", "HTTP/2: PING N times, then gone", kAnyAnswer, "CVE-2019-9512"},
     100,
     [](size_t n) { return Http2Leaving(Http2Abuse::kPingFlood, n); },
     kFramesMax},
    {{"h2-partial-ping", "", "HTTP/2: gone within a PING", kAnyAnswer, ""},
     0,
     [](size_t) { return Http2Leaving(Http2Abuse::kPartialPing); }},
    {{"h2-rst-first", "N (100)", "HTTP/2: RST_STREAM as the first frame of N streams, then gone",
      "GOAWAY", ""},
     100,
     [](size_t n) { return Http2Leaving(Http2Abuse::kResetFirst, n); },
     kFramesMax},
    {{"h2-half-open", "N (10)", "HTTP/2: N requests whose bodies never come", kAnyAnswer, ""},
     10,
     [](size_t n) {
       Shape shape = Http2Waiting(Http2Abuse::kHalfOpen, milliseconds(50), n);
       shape.method = "POST";
       shape.upload_bytes = kUpload;
       return shape;
     },
     kFramesMax},
    {{"h2-slow-window", "", "HTTP/2: a request with a window of 0 for its answer", kAnyAnswer,
      "CVE-2019-9517, Apache CVE-2023-43622"},
     0,
     [](size_t) { return Http2Waiting(Http2Abuse::kZeroWindow, milliseconds(50)); }},
}};

}  // namespace

std::span<const ShapeEntry> ShapeEntries() { return kEntries; }

Shape CutShape(CutAt cut, size_t bytes) {
  Shape shape = cut == CutAt::kBody ? Upload() : Shape();
  shape.cut = cut;
  shape.cut_bytes = bytes;
  shape.wait = WaitFor::kNothing;
  return Leaving(shape);
}

}  // namespace seep
