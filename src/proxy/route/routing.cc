#include "proxy/route/routing.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "http/message.h"

namespace sluice {
namespace {

// "Example.org:80" → "Example.org", "[::1]:80" → "[::1]". A dot at the end names the same host.
std::string_view WithoutPort(std::string_view host) {
  const size_t colon = host.rfind(':');
  const size_t bracket = host.rfind(']');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket))
    host = host.substr(0, colon);
  if (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

bool HasHost(const Route& route, std::string_view host) {
  if (route.host.empty()) return true;
  if (!route.host.starts_with("*.")) return seep::EqualsIgnoreCase(route.host, host);
  const std::string_view domain = std::string_view(route.host).substr(1);
  return host.size() > domain.size() &&
         seep::EqualsIgnoreCase(host.substr(host.size() - domain.size()), domain);
}

bool HasPath(const Route& route, std::string_view path) {
  std::string_view prefix = route.path;
  if (!path.starts_with(prefix)) return prefix == "/";  // "*" of OPTIONS
  return prefix.ends_with('/') || path.size() == prefix.size() || path[prefix.size()] == '/' ||
         path[prefix.size()] == '?';
}

auto Precedence(const Route& route) {
  const bool whole = !route.host.empty() && !route.host.starts_with("*.");
  return std::tuple(whole, route.host.size(), route.path.size());
}

}  // namespace

seep::Result<Routing> RoutingTo(std::string_view server, const std::string& ca) {
  UpstreamGroup group{.name = "default", .servers = {}, .hash_by = {}};
  std::string address(server);
  for (const auto& [scheme, port] : {std::pair("http://", ":80"), std::pair("https://", ":443")}) {
    if (!server.starts_with(scheme)) continue;
    address = server.substr(std::string_view(scheme).size());
    if (address.ends_with('/')) address.pop_back();
    if (address.find_first_of("/?#@") != std::string::npos) {
      return seep::Fail(
          seep::ErrorKind::kBadInput, seep::Fault::kUser,
          fmt::format("the upstream \"{}\" has more than a host and a port; each "
                      "request has a path of its own: write {}{}",
                      server, scheme, address.substr(0, address.find_first_of("/?#"))));
    }
    if (WithoutPort(address).size() == address.size()) address += port;
    if (port == std::string_view(":443")) group.tls = TlsClientConfig{.ca = ca};
  }
  if (!ca.empty() && !group.tls) {
    return seep::Fail(seep::ErrorKind::kBadInput, seep::Fault::kUser,
                      fmt::format("the upstream \"{}\" has no TLS that certificates would be for: "
                                  "write https://{}",
                                  server, address));
  }
  group.servers.push_back({.address = std::move(address)});
  Routing routing;
  routing.groups.push_back(std::move(group));
  routing.routes.emplace_back();
  return routing;
}

const Route* FindRoute(const Routing& routing, std::string_view host, std::string_view path) {
  host = WithoutPort(host);
  const Route* best = nullptr;
  for (const Route& route : routing.routes) {
    if (!HasHost(route, host) || !HasPath(route, path)) continue;
    if (best == nullptr || Precedence(route) > Precedence(*best)) best = &route;
  }
  return best;
}

std::string LocationOf(const Route& route, std::string_view host, std::string_view path) {
  std::string location;
  for (std::string_view rest = route.redirect; !rest.empty();) {
    if (rest.starts_with("{host}")) {
      location += WithoutPort(host);
      rest.remove_prefix(6);
    } else if (rest.starts_with("{path}")) {
      location += path;
      rest.remove_prefix(6);
    } else {
      location += rest.front();
      rest.remove_prefix(1);
    }
  }
  return location;
}

}  // namespace sluice
