#pragma once
// Where requests go, as configured: routes to groups of upstream servers. A snapshot, which nothing
// changes once a server has it; another configuration is another snapshot.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "proxy/route/header_rules.h"
#include "proxy/tls/tls_client.h"

namespace sluice {

struct UpstreamServer {
  std::string address;  // host:port, [v6]:port or unix:PATH
  unsigned weight = 1;  // its share beside the others
};

enum class Balance : uint8_t {
  kRoundRobin,        // in turns, as often as the weights say
  kLeastConnections,  // whoever serves the fewest for its weight
  kHash,              // the same one for the same key, for most keys also when servers come and go
};

inline constexpr size_t kGroupServersMax = 64;

// What a server is asked now and then to see whether it is up.
struct HealthCheck {
  std::string path = "/";
  std::string host{};   // asked for; empty: the server's
  unsigned status = 0;  // that is wanted; 0: 200 to 399
  seep::milliseconds every{5'000};
  seep::milliseconds timeout{2'000};
  unsigned rise = 2;  // in a row that pass, until a server that is down is up
  unsigned fall = 3;  // in a row that fail, until one that is up is down
};

struct UpstreamGroup {
  std::string name;
  std::vector<UpstreamServer> servers;  // 1 to kGroupServersMax
  Balance balance = Balance::kRoundRobin;
  // Of kHash: the field whose value is the key, or, after "cookie:", the cookie. A request without
  // it goes round robin.
  std::string hash_by{};
  unsigned failures_max = 3;            // in a row; then the server is left alone
  seep::milliseconds down_for{10'000};  // for so long
  unsigned retries = 1;                 // on other servers, of a request that may go twice
  unsigned requests_max = 0;            // under way to each server; 0: any
  // Where all of them have so many, this many more wait for this long. What finds no room is a 503.
  unsigned queue_max = 1'024;
  seep::milliseconds queue_for{5'000};
  std::optional<TlsClientConfig> tls{};
  std::optional<HealthCheck> check{};
};

struct Route {
  std::string host{};  // in lower case, without port; "*.example.com": below it; "": any
  std::string path =
      "/";           // a prefix that ends with a segment: "/a" has "/a", "/a/b", and not "/ab"
  size_t group = 0;  // index into Routing::groups
  // Answered with it instead: "{host}" and "{path}" are those of the request, the path with its
  // query.
  std::string redirect{};
  unsigned redirect_status = 302;
  HeaderRules request{};
  HeaderRules response{};
  uint64_t body_bytes_max = 0;  // of a request; 0: any. More is a 413
  // Between two requests of a client, evenly; 0: any. Sooner is a 429, once so many have come.
  seep::nanoseconds interval{0};
  unsigned burst = 1;
};

struct Routing {
  std::vector<UpstreamGroup> groups;
  std::vector<Route> routes;
};

// One server for every request: an address as above, with "http://" or "https://" before it or not,
// where a port may be left out. `ca`: whose certificates are believed, as of TlsClientConfig.
// Error kBadInput: it is a URL with more than that.
[[nodiscard]] seep::Result<Routing> RoutingTo(std::string_view server, const std::string& ca = {});

// The route for a request; nullptr where there is none. `host` as Host has it, with or without a
// port; `path` may have a query. A whole name goes before one of its domain, the longer domain
// before the shorter, and any host comes last; then the longer path.
const Route* FindRoute(const Routing& routing, std::string_view host, std::string_view path);

// Where the route redirects a request to.
std::string LocationOf(const Route& route, std::string_view host, std::string_view path);

}  // namespace sluice
