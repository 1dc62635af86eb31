#pragma once
// Sluice as a library: an HTTP/1.1 reverse proxy with a bound on everything it holds.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "proxy/address.h"
#include "proxy/metrics/stats.h"
#include "proxy/passed_sockets.h"
#include "proxy/route/networks.h"
#include "proxy/route/routing.h"
#include "proxy/tls/tls_server.h"

namespace sluice {

using seep::Result;

struct Timeouts {
  seep::milliseconds connect{5'000};    // to the upstream, then 504
  seep::milliseconds response{60'000};  // from the whole request sent to the answer's head: 504
  seep::milliseconds stall{60'000};     // no byte of a body moved, either way
  seep::milliseconds head{10'000};      // from a request's first byte to the end of its head: 408
  seep::milliseconds idle{60'000};      // a client's connection between two requests
  seep::milliseconds upstream_idle{30'000};  // a pooled connection
  seep::milliseconds tunnel{3'600'000};      // no byte either way, once the protocol was changed
  seep::milliseconds linger{2'000};          // reading on after an answer that closes early
  seep::milliseconds memory{5'000};          // a client for whom there is no memory: 503
  seep::milliseconds total{0};      // from a request's head to the end of its answer; 0: any
  seep::milliseconds drain{5'000};  // without a byte moved, of what is under way at Stop
};

// One request, answered or given up. The views live as long as the call.
struct AccessRecord {
  std::string_view client;        // address without port
  std::string_view method;        // empty if the request had no readable head
  std::string_view target;        // as sent to the upstream
  uint8_t version_minor = 1;      // of the client's HTTP/1.x
  uint16_t status = 0;            // 0: given up before a status was sent
  uint64_t response_bytes = 0;    // of the body, as sent to the client
  seep::nanoseconds duration{0};  // from the head's end; resolution is one turn of the event loop
  std::string_view upstream{};    // the server that it went to last; empty: to none
  std::string_view request_id{};  // empty: none
  // Why sluice answered instead of the upstream, or cut the answer off; empty: it did not.
  std::string_view reason{};
  std::string_view head{};  // as sent to the upstream, where ServerOptions::keeps_heads
};

// Of the limit on a head. It has to fit the block that it is received in, and a browser's has 500
// to 1,000 bytes beside its cookies.
inline constexpr size_t kHeadBytesMax = size_t{16} * 1024;
inline constexpr size_t kHeadBytesLeast = 1024;

inline constexpr unsigned kThreadsMax = 256;
inline constexpr unsigned kConnectionsMax = 1'000'000;

struct ServerOptions {
  // host:port each; port 0 lets the system choose.
  std::vector<std::string> listen = {"127.0.0.1:9090"};
  std::vector<std::string> listen_tls;  // the same for clients who speak TLS
  TlsServerConfig tls;                  // for these
  // For every request, where `routing` has no routes; as of RoutingTo.
  std::string upstream = "127.0.0.1:80";
  std::string upstream_ca;
  Routing routing;
  unsigned threads = 1;
  unsigned connections_max = 1024;  // of clients, shared out evenly among the threads
  unsigned pool_size = 1024;        // idle upstream connections kept by a thread
  // Each client's connection begins with a header of the PROXY protocol; without, it is closed.
  bool proxy_protocol = false;
  // Clients whose X-Forwarded-For and the like are passed on: proxies in front of this one.
  Networks trusted;
  // Of the whole process, as resident; 0: whatever the connections need.
  uint64_t memory_bytes = 0;
  Timeouts timeouts;
  // Of a client that is waited for while a body moves: a second for so many bytes of it, once it
  // has been waited for as long as Timeouts::stall; 0: any. Fewer are a 408, or cut the answer off.
  uint64_t body_rate_min = 0;
  size_t head_bytes_max =
      kHeadBytesMax;              // of a request; kHeadBytesLeast to kHeadBytesMax. More is a 431
  bool writes_forwarded = false;  // Forwarded (RFC 7239) beside X-Forwarded-…
  // How often the names of upstream servers are looked up again, and how.
  seep::milliseconds resolve_every{30'000};
  Lookup lookup = ParseUpstream;
  // Called once a request on the thread that served it; may be empty. Must not throw or block.
  std::function<void(const AccessRecord&)> on_request;
  // Each request has an X-Request-ID, towards the upstream and in the answer; a new one, unless the
  // client is trusted and gives one.
  bool request_ids = false;
  bool keeps_heads = false;  // of requests until then, which takes a block more for each
};

class Server {
 public:
  // Resolves all addresses and listens. Has the process ignore SIGPIPE. Lowers connections_max
  // where the limit on descriptors asks for it. Errors: kBadInput for an address or number that
  // cannot be used, kInUse for a port that somebody holds, kPermission, kIo.
  // `passed`: it listens with these where they listen at the addresses of the options.
  [[nodiscard]] static Result<std::unique_ptr<Server>> Create(ServerOptions options,
                                                              PassedSockets& passed);
  [[nodiscard]] static Result<std::unique_ptr<Server>> Create(ServerOptions options);
  virtual ~Server() = default;

  // Requests that begin from now on go by this routing, and handshakes by these certificates, which
  // are read anew; what is under way ends as it began. From any thread; resolves the names. Errors
  // as of Create, and then nothing has changed.
  [[nodiscard]] virtual Result<> Use(Routing routing, const TlsServerConfig& tls = {}) = 0;

  // Of the first that it listens at so; 0 where there is none.
  virtual uint16_t port() const = 0;
  virtual uint16_t tls_port() const = 0;
  // Where it listens, as configured but with the ports that the system chose: "0.0.0.0:8443 (TLS)".
  virtual const std::vector<std::string>& addresses() const = 0;
  // The descriptors of what listens, to be passed on; good until Stop.
  virtual std::vector<int> listening() const = 0;
  virtual unsigned connections_max() const = 0;
  // Most that it can take, in bytes: memory_bytes where that is bounded, else what buffers,
  // connections and pools can grow to; without the kernel's socket buffers and what on_request
  // keeps.
  virtual uint64_t memory_bytes_max() const = 0;

  // What it is doing. From any thread.
  virtual Stats Read() const = 0;

  // Serves on the calling thread and threads - 1 others until Stop; returns when all is closed.
  virtual void Run() = 0;
  // Stops accepting, and lets requests under way finish for as long as something moves, and
  // Timeouts::drain after that. From any thread or signal handler, also before Run.
  virtual void Stop() = 0;
};

}  // namespace sluice
