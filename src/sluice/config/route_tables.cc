#include "sluice/config/route_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <utility>

#include "base/nearest_name.h"
#include "http/message.h"
#include "sluice/config/header_rules_table.h"
#include "toml/reader.h"

namespace sluice {
namespace {

using seep::TomlEntry;
using seep::TomlList;
using seep::TomlTable;
using seep::TomlValue;

Result<> ReadHost(const TableReader& reader, const TomlEntry& entry, std::string& host) {
  if (auto read = reader.ReadText(entry, host, "\"www.example.com\", or \"*.example.com\""); !read)
    return read;
  const std::string_view name = std::string_view(host).substr(host.starts_with("*.") ? 2 : 0);
  if (name.empty() || !seep::IsHost(name) || name.find_first_of(":*") != name.npos) {
    return reader.Bad(entry,
                      fmt::format("\"{}\" is no host: write \"www.example.com\" without a port, or "
                                  "\"*.example.com\" for all names below it",
                                  host));
  }
  std::ranges::transform(host, host.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return {};
}

Result<> ReadPath(const TableReader& reader, const TomlEntry& entry, std::string& path) {
  if (auto read = reader.ReadText(entry, path, "\"/api\""); !read) return read;
  if (!path.starts_with('/') || path.find_first_of(" ?#") != std::string::npos)
    return reader.Bad(
        entry, fmt::format("\"{}\" begins with no slash, or has a query: write \"/api\"", path));
  return {};
}

Result<> ReadRedirect(const TableReader& reader, const TomlEntry& entry, Route& route) {
  if (auto read = reader.ReadText(entry, route.redirect, "\"https://{host}{path}\""); !read)
    return read;
  if (HasControls(route.redirect) || route.redirect.find(' ') != std::string::npos)
    return reader.Bad(entry, "is no address: write \"https://{host}{path}\"");
  return {};
}

Result<> ReadRedirectStatus(const TableReader& reader, const TomlEntry& entry, Route& route) {
  const auto* number = std::get_if<int64_t>(&entry.value.data);
  if (number == nullptr || (*number != 301 && *number != 302 && *number != 307 && *number != 308))
    return reader.Bad(entry, "is 301, 302, 307 or 308");
  route.redirect_status = static_cast<unsigned>(*number);
  return {};
}

// "10/s": requests of each client in a second, "600/m" in a minute, "5/h" in an hour.
Result<> ReadRate(const TableReader& reader, const TomlEntry& entry, seep::nanoseconds& interval) {
  constexpr const char* kExample = "is a rate: write rate = \"10/s\", \"600/m\" or \"5/h\"";
  const auto* text = std::get_if<std::string>(&entry.value.data);
  const size_t slash = text == nullptr ? std::string::npos : text->find('/');
  if (slash == std::string::npos) return reader.Bad(entry, kExample);
  static const std::map<std::string, std::chrono::seconds> kSpans = {
      {"s", std::chrono::seconds(1)}, {"m", std::chrono::minutes(1)}, {"h", std::chrono::hours(1)}};
  const auto span = kSpans.find(text->substr(slash + 1));
  uint32_t count = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + slash, count);
  if (span == kSpans.end() || error != std::errc() || end != text->data() + slash || count == 0 ||
      count > 1'000'000)
    return reader.Bad(entry, kExample);
  interval = seep::nanoseconds(span->second) / count;
  return {};
}

Result<> ReadRoute(const TableReader& reader, const TomlEntry& entry, const TomlTable& table,
                   std::vector<NamedRoute>& routes) {
  NamedRoute route{.route = {}, .upstream = {}, .entry = table.empty() ? entry : table.front()};
  auto read = reader.ReadTable(
      table, "[[route]]",
      {{"host", [&](const TomlEntry& e) { return ReadHost(reader, e, route.route.host); }},
       {"path", [&](const TomlEntry& e) { return ReadPath(reader, e, route.route.path); }},
       {"redirect", [&](const TomlEntry& e) { return ReadRedirect(reader, e, route.route); }},
       {"redirect-status",
        [&](const TomlEntry& e) { return ReadRedirectStatus(reader, e, route.route); }},
       {"max-body",
        [&](const TomlEntry& e) { return reader.ReadBytes(e, route.route.body_bytes_max); }},
       {"rate", [&](const TomlEntry& e) { return ReadRate(reader, e, route.route.interval); }},
       {"burst",
        [&](const TomlEntry& e) { return reader.ReadNumber(e, 1, 1'000'000, route.route.burst); }},
       {"request-headers",
        [&](const TomlEntry& e) { return ReadRules(reader, e, route.route.request); }},
       {"response-headers",
        [&](const TomlEntry& e) { return ReadRules(reader, e, route.route.response); }},
       {"upstream", [&](const TomlEntry& e) {
          route.entry = e;
          return reader.ReadText(e, route.upstream, "\"NAME\", of [upstream.NAME]");
        }}});
  if (!read) return read;
  if (route.upstream.empty() == route.route.redirect.empty()) {
    return reader.Bad(route.entry,
                      "is of a route that needs either upstream = \"NAME\" or redirect = "
                      "\"https://{host}{path}\"");
  }
  routes.push_back(std::move(route));
  return {};
}

}  // namespace

Result<> ReadRoutes(const TableReader& reader, const TomlEntry& entry,
                    std::vector<NamedRoute>& routes) {
  const auto* list = std::get_if<TomlList>(&entry.value.data);
  if (list == nullptr) return reader.Bad(entry, "is a list of tables: write [[route]]");
  for (const TomlValue& item : *list) {
    const auto* table = std::get_if<TomlTable>(&item.data);
    if (table == nullptr) return reader.Bad(entry, "is a list of tables: write [[route]]");
    if (auto read = ReadRoute(reader, entry, *table, routes); !read) return read;
  }
  return {};
}

Result<> FindGroups(const TableReader& reader, std::vector<NamedRoute> routes, Routing& routing) {
  for (NamedRoute& named : routes) {
    const auto group = std::ranges::find(routing.groups, named.upstream, &UpstreamGroup::name);
    if (named.route.redirect.empty() && group == routing.groups.end()) {
      std::vector<std::string> names;
      for (const UpstreamGroup& g : routing.groups) names.push_back(g.name);
      return reader.Bad(named.entry, fmt::format("there is no [upstream.{}]{}", named.upstream,
                                                 seep::DidYouMean(named.upstream, names)));
    }
    if (named.route.redirect.empty())
      named.route.group = static_cast<size_t>(group - routing.groups.begin());
    const auto same = [&](const Route& r) {
      return r.host == named.route.host && r.path == named.route.path;
    };
    if (std::ranges::any_of(routing.routes, same))
      return reader.Bad(named.entry, "there is a route for this host and path already");
    routing.routes.push_back(std::move(named.route));
  }
  if (!routes.empty() || routing.groups.empty()) return {};
  if (routing.groups.size() > 1) {
    return seep::BadToml(reader.file(), seep::TomlPlace{},
                         "there are several upstreams and no [[route]] that says which request "
                         "goes to which");
  }
  routing.routes.emplace_back();
  return {};
}

}  // namespace sluice
