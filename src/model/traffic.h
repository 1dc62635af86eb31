#pragma once
// What to send, and what came of it.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "model/expected_statuses.h"
#include "model/histogram.h"
#include "model/shape.h"
#include "model/status_counts.h"

namespace seep {

struct Endpoint {
  std::string host = "127.0.0.1";  // a name or an address, IPv6 without brackets
  uint16_t port = 80;
  std::string unix_socket = {};  // a path: where to connect instead; the host is still its name
};

enum class HttpVersion : uint8_t { k10, k11 };

// One request.
struct RequestSpec {
  std::string method = "GET";
  std::string target = "/";  // as on the request line: path and query
  std::string host;          // Host field; empty: host:port of the endpoint
  std::vector<std::pair<std::string, std::string>> headers;
  std::string
      body;  // sent with Content-Length when not empty, or when the method is POST, PUT or PATCH
  HttpVersion version = HttpVersion::k11;
};

// How TLS is spoken, if it is.
struct TlsSpec {
  bool on = false;
  bool verify = false;                 // the certificate, against ca_file or the system's
  bool resume = true;                  // a session before, where the server lets it
  std::string ca_file = {};            // PEM
  std::string sni = {};                // empty: the endpoint's host, if that is a name
  std::vector<std::string> alpn = {};  // offered, the best first; for HTTP/2 it is "h2" alone
};

// One way of driving traffic at one server.
struct TrafficSpec {
  Endpoint endpoint;
  TlsSpec tls = {};
  RequestSpec request;  // sent over and over
  // If not empty, instead of it: one after another, over and over.
  std::vector<RequestSpec> replay = {};
  ExpectedStatuses expected = {};  // of the answers
  Shape shape = {};
  uint32_t connections = 4;  // open at once
  // That take turns, request by request, each with the cookies that it was given; 0: each request
  // is of a new visitor, without any.
  uint64_t visitors = 0;
  bool http2 = false;  // by ALPN over TLS; else known beforehand (RFC 9113 §3.3)
  // Part of an answer is acknowledged at once. A server that writes its head and its body apart
  // without TCP_NODELAY otherwise waits for a delayed acknowledgment in between (RFC 1122 §4.2.3.2,
  // §4.2.3.4): 40 ms of each request on a connection that is kept.
  bool quick_ack = false;
  uint32_t streams = 1;          // HTTP/2: requests under way at once on a connection
  double rate = 0;               // requests begun a second, answered or not; 0: as answers come
  milliseconds timeout{30'000};  // for one request, connecting included
  milliseconds give_up{9'900};   // a round, when nothing was answered and every connection failed
};

// Why a request got no whole answer. Each is counted; none is retried silently, except a keep-alive
// connection that the server closed between two requests before a byte of the answer came: that
// request is sent once more, as is one of HTTP/2 that the server says it has not looked at.
enum class LoadError : uint8_t {
  kConnectRefused,
  kConnectFailed,  // any other failure to connect: no route, out of ports or descriptors
  kConnectTimeout,
  kTimeout,      // connected, but no whole answer in time
  kReset,        // connection reset by the server, or HTTP/2's stream
  kClosedEarly,  // closed before the answer, or in the middle of it
  kProtocol,     // the answer is not HTTP, or breaks its framing
  kWrite,        // sending failed otherwise
  kTls,          // no handshake, or a session that broke
  kCommand,      // the user's own load command failed
};
inline constexpr size_t kLoadErrorCount = 10;
std::string_view Name(LoadError error);  // "connect refused", "timeout", …

// What a number of requests came to. Sums: two of them add up to the result of both.
struct LoadResult {
  uint64_t requests = 0;  // finished, well or badly
  uint64_t answers = 0;   // whole answers parsed, whatever their status
  uint64_t aborted = 0;   // given up by plan: its shape has the client go away
  uint64_t cut = 0;       // ended by the server without a whole answer, which its shape allows
  std::array<uint64_t, 6>
      status_class{};     // [1]: 1xx final (never), [2]: 2xx … [5]: 5xx, [0]: any other
  StatusCounts statuses;  // the same answers one by one
  std::array<uint64_t, kLoadErrorCount> errors{};
  std::map<uint16_t, uint64_t> as_expected;  // how often a status came that its shape expects
  uint64_t cookies_set = 0;                  // answers that set a cookie, to requests without one
  uint64_t connections = 0;                  // opened
  uint64_t reconnects = 0;           // requests sent again: an idle connection had been closed, or
                                     // HTTP/2's server had not looked at them
  uint32_t connections_peak = 0;     // open at once
  uint64_t bytes_received = 0;       // heads and bodies
  uint64_t body_bytes_received = 0;  // payload, chunk framing removed
  uint64_t bytes_sent = 0;
  double seconds = 0;  // wall time
  // Nanoseconds, request written to answer's last byte (connecting included when each request has a
  // connection of its own). With a rate from when the request was due: else a slow server would
  // have fewer of its bad moments measured ("coordinated omission").
  Histogram latency;
  uint64_t resumed = 0;  // TLS sessions that resumed one before
  std::string protocol;  // of the first connection: "TLSv1.3, TLS_AES_256_GCM_SHA384"; empty: none
  // The first error of each kind in words, with address and errno text; empty if none.
  std::array<std::string, kLoadErrorCount> error_examples;
  std::string error_example;  // the first of them all

  uint64_t ErrorCount() const;
  uint64_t ErrorCount(LoadError kind) const { return errors[static_cast<size_t>(kind)]; }
  // Without an error: answered, given up by plan, or ended as its shape allows.
  uint64_t Well() const { return answers + aborted + cut; }
  void Add(const LoadResult& other);
};

}  // namespace seep
