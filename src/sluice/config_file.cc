#include "sluice/config_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "base/nearest_name.h"
#include "base/units.h"
#include "http/message.h"
#include "proxy/field_kind.h"
#include "toml/reader.h"

namespace sluice {
namespace {

using seep::milliseconds;
using seep::TomlEntry;
using seep::TomlList;
using seep::TomlTable;
using seep::TomlValue;

// A key, and what reads its value.
struct Key {
  std::string name;
  std::function<Result<>(const TomlEntry&)> read;
};

class Reader {
 public:
  Reader(const std::string& file, Options& options) : file_(file), options_(options) {}

  Result<> Read(const TomlTable& entries) {
    ServerOptions& s = options_.server;
    auto read = ReadTable(
        entries, "",
        {{"listen", [&](const TomlEntry& e) { return ReadText(e, s.listen, "\"0.0.0.0:8080\""); }},
         {"listen-tls",
          [&](const TomlEntry& e) { return ReadText(e, s.listen_tls, "\"0.0.0.0:8443\""); }},
         {"tls", [&](const TomlEntry& e) { return ReadTls(e, s.tls); }},
         {"threads", [&](const TomlEntry& e) { return ReadNumber(e, 1, 256, s.threads); }},
         {"max-connections",
          [&](const TomlEntry& e) { return ReadNumber(e, 1, 1'000'000, s.connections_max); }},
         {"pool-size",
          [&](const TomlEntry& e) { return ReadNumber(e, 0, 1'000'000, s.pool_size); }},
         {"memory", [&](const TomlEntry& e) { return ReadBytes(e, s.memory_bytes); }},
         {"access-log",
          [&](const TomlEntry& e) {
            return ReadText(e, options_.access_log, "\"/var/log/sluice/access.log\", or \"-\"");
          }},
         {"trust", [&](const TomlEntry& e) { return ReadTrusted(e, s.trusted); }},
         {"proxy-protocol", [&](const TomlEntry& e) { return ReadTruth(e, s.proxy_protocol); }},
         {"admin",
          [&](const TomlEntry& e) { return ReadText(e, options_.admin, "\"127.0.0.1:9901\""); }},
         {"timeouts", [&](const TomlEntry& e) { return ReadTimeouts(e, s.timeouts); }},
         {"upstream", [&](const TomlEntry& e) { return ReadUpstreams(e, s.routing); }},
         {"route", [&](const TomlEntry& e) { return ReadRoutes(e); }}});
    return read ? Finish() : read;
  }

 private:
  tl::unexpected<seep::Error> Bad(const TomlEntry& entry, const std::string& message) const {
    return seep::BadToml(file_, entry, message);
  }

  // `where` is what the table is called in messages: "[upstream.api]"; "" for the file itself.
  Result<> ReadTable(const TomlTable& entries, const std::string& where,
                     const std::vector<Key>& keys) const {
    for (const TomlEntry& entry : entries) {
      const auto key = std::ranges::find(keys, entry.key, &Key::name);
      if (key == keys.end()) return Unknown(entry, where, keys);
      if (auto read = key->read(entry); !read) return read;
    }
    return {};
  }

  tl::unexpected<seep::Error> Unknown(const TomlEntry& entry, const std::string& where,
                                      const std::vector<Key>& keys) const {
    std::vector<std::string> names;
    for (const Key& key : keys) names.push_back(key.name);
    const std::string hint = seep::DidYouMean(entry.key, names);
    return Bad(
        entry,
        fmt::format("there is no such key{}{}", where.empty() ? "" : " in " + where,
                    hint.empty() ? fmt::format("; there are {}", fmt::join(names, ", ")) : hint));
  }

  Result<> ReadText(const TomlEntry& entry, std::string& into, const std::string& example) const {
    const auto* text = std::get_if<std::string>(&entry.value.data);
    if (text == nullptr || text->empty())
      return Bad(entry, fmt::format("is a text: write {} = {}", entry.key, example));
    into = *text;
    return {};
  }

  Result<> ReadNumber(const TomlEntry& entry, unsigned least, unsigned most, unsigned& into) const {
    const auto* number = std::get_if<int64_t>(&entry.value.data);
    if (number == nullptr || *number < least || *number > most)
      return Bad(entry, fmt::format("is a whole number from {} to {}", least, most));
    into = static_cast<unsigned>(*number);
    return {};
  }

  Result<> ReadTruth(const TomlEntry& entry, bool& into) const {
    const auto* truth = std::get_if<bool>(&entry.value.data);
    if (truth == nullptr) return Bad(entry, "is true or false");
    into = *truth;
    return {};
  }

  Result<> ReadBytes(const TomlEntry& entry, uint64_t& into) const {
    const auto* text = std::get_if<std::string>(&entry.value.data);
    const auto bytes = seep::ParseBytes(text == nullptr ? std::string_view() : *text);
    if (!bytes) return Bad(entry, fmt::format("is a size: write {} = \"64MiB\"", entry.key));
    into = *bytes;
    return {};
  }

  Result<> ReadTime(const TomlEntry& entry, milliseconds& into) const {
    const auto* text = std::get_if<std::string>(&entry.value.data);
    const auto time = seep::ParseDuration(text == nullptr ? std::string_view() : *text);
    if (!time || *time < milliseconds(1))
      return Bad(entry, fmt::format("is a time of 1 ms or more: write {} = \"5s\"", entry.key));
    into = *time;
    return {};
  }

  Result<> ReadTrusted(const TomlEntry& entry, Networks& networks) const {
    const auto words = seep::WordsOf(entry.value);
    if (!words) return Bad(entry, "is a list of networks: write trust = [\"10.0.0.0/8\"]");
    for (const std::string& word : *words) {
      if (auto added = networks.Add(word); !added) return Bad(entry, added.error().message);
    }
    return {};
  }

  Result<> ReadTls(const TomlEntry& entry, TlsServerConfig& tls) const {
    const auto* table = std::get_if<TomlTable>(&entry.value.data);
    if (table == nullptr) return Bad(entry, "is a table: write [tls]");
    return ReadTable(
        *table, "[tls]",
        {{"certificates", [&](const TomlEntry& e) { return ReadCertificates(e, tls); }},
         {"min-version", [&](const TomlEntry& e) { return ReadVersion(e, tls); }},
         {"client-ca",
          [&](const TomlEntry& e) { return ReadText(e, tls.client_ca, "\"ca.pem\""); }}});
  }

  Result<> ReadVersion(const TomlEntry& entry, TlsServerConfig& tls) const {
    const auto* text = std::get_if<std::string>(&entry.value.data);
    if (text == nullptr || (*text != "1.2" && *text != "1.3"))
      return Bad(entry, "is \"1.2\" or \"1.3\"");
    tls.tls12 = *text == "1.2";
    return {};
  }

  Result<> ReadCertificates(const TomlEntry& entry, TlsServerConfig& tls) const {
    constexpr const char* kExample =
        "is a list: write certificates = [{ certificate = \"site.pem\", key = \"site.key\" }]";
    const auto* list = std::get_if<TomlList>(&entry.value.data);
    if (list == nullptr || list->empty()) return Bad(entry, kExample);
    for (const TomlValue& item : *list) {
      const auto* table = std::get_if<TomlTable>(&item.data);
      if (table == nullptr) return Bad(entry, kExample);
      TlsCertificate one;
      auto read = ReadTable(
          *table, "certificates",
          {{"certificate",
            [&](const TomlEntry& e) { return ReadText(e, one.certificate, "\"site.pem\""); }},
           {"key", [&](const TomlEntry& e) { return ReadText(e, one.key, "\"site.key\""); }},
           {"ocsp", [&](const TomlEntry& e) { return ReadText(e, one.ocsp, "\"site.ocsp\""); }}});
      if (!read) return read;
      if (one.certificate.empty() || one.key.empty()) return Bad(entry, kExample);
      tls.certificates.push_back(std::move(one));
    }
    return {};
  }

  Result<> ReadTimeouts(const TomlEntry& entry, Timeouts& t) const {
    const auto* table = std::get_if<TomlTable>(&entry.value.data);
    if (table == nullptr) return Bad(entry, "is a table: write [timeouts]");
    const std::pair<const char*, milliseconds*> times[] = {
        {"connect", &t.connect}, {"response", &t.response}, {"stall", &t.stall},
        {"header", &t.head},     {"idle", &t.idle},         {"pool", &t.upstream_idle},
        {"memory", &t.memory},   {"tunnel", &t.tunnel},     {"stop", &t.drain}};
    std::vector<Key> keys;
    for (const auto& time : times) {
      keys.push_back({time.first, [this, into = time.second](const TomlEntry& e) {
                        return ReadTime(e, *into);
                      }});
    }
    return ReadTable(*table, "[timeouts]", keys);
  }

  Result<> ReadUpstreams(const TomlEntry& entry, Routing& routing) {
    const auto* table = std::get_if<TomlTable>(&entry.value.data);
    if (table == nullptr || table->empty())
      return Bad(entry, "is a table of groups by name: write [upstream.NAME]");
    for (const TomlEntry& group : *table) {
      UpstreamGroup read{.name = group.key, .servers = {}, .hash_by = {}};
      if (auto ok = ReadGroup(group, read); !ok) return ok;
      routing.groups.push_back(std::move(read));
    }
    return {};
  }

  Result<> ReadGroup(const TomlEntry& entry, UpstreamGroup& group) const {
    const std::string where = fmt::format("[upstream.{}]", group.name);
    const auto* table = std::get_if<TomlTable>(&entry.value.data);
    if (table == nullptr) return Bad(entry, fmt::format("is a table: write {}", where));
    auto read = ReadTable(
        *table, where,
        {{"servers", [&](const TomlEntry& e) { return ReadServers(e, group); }},
         {"balance", [&](const TomlEntry& e) { return ReadBalance(e, group); }},
         {"hash-by",
          [&](const TomlEntry& e) {
            return ReadText(e, group.hash_by, "\"cookie:sid\", or a field as in \"X-User\"");
          }},
         {"max-failures",
          [&](const TomlEntry& e) { return ReadNumber(e, 1, 1'000, group.failures_max); }},
         {"down-for", [&](const TomlEntry& e) { return ReadTime(e, group.down_for); }},
         {"retries", [&](const TomlEntry& e) { return ReadNumber(e, 0, 10, group.retries); }}});
    if (!read) return read;
    if (group.servers.empty())
      return Bad(entry, "has no servers: write servers = [\"127.0.0.1:8080\"]");
    if (group.balance == Balance::kHash && group.hash_by.empty())
      return Bad(entry,
                 "has balance = \"hash\" and nothing to hash: write hash-by = \"cookie:sid\"");
    if (group.balance != Balance::kHash && !group.hash_by.empty())
      return Bad(entry, "has hash-by, which goes with balance = \"hash\"");
    return {};
  }

  Result<> ReadServers(const TomlEntry& entry, UpstreamGroup& group) const {
    const auto* list = std::get_if<TomlList>(&entry.value.data);
    if (list == nullptr || list->empty() || list->size() > kGroupServersMax) {
      return Bad(entry, fmt::format("is a list of 1 to {}: write servers = [\"127.0.0.1:8080\"]",
                                    kGroupServersMax));
    }
    for (const TomlValue& item : *list) {
      UpstreamServer server;
      if (const auto* text = std::get_if<std::string>(&item.data)) {
        server.address = *text;
      } else if (const auto* table = std::get_if<TomlTable>(&item.data)) {
        auto read = ReadTable(*table, "servers",
                              {{"address",
                                [&](const TomlEntry& e) {
                                  return ReadText(e, server.address, "\"127.0.0.1:8080\"");
                                }},
                               {"weight", [&](const TomlEntry& e) {
                                  return ReadNumber(e, 1, 1'000, server.weight);
                                }}});
        if (!read) return read;
      }
      if (server.address.empty()) {
        return Bad(entry,
                   "has one without an address: write \"127.0.0.1:8080\", or "
                   "{ address = \"127.0.0.1:8080\", weight = 2 }");
      }
      group.servers.push_back(std::move(server));
    }
    return {};
  }

  Result<> ReadBalance(const TomlEntry& entry, UpstreamGroup& group) const {
    static const std::map<std::string, Balance> kNames = {
        {"round-robin", Balance::kRoundRobin},
        {"least-connections", Balance::kLeastConnections},
        {"hash", Balance::kHash}};
    const auto* text = std::get_if<std::string>(&entry.value.data);
    const auto found = text == nullptr ? kNames.end() : kNames.find(*text);
    if (found == kNames.end())
      return Bad(entry, "is \"round-robin\", \"least-connections\" or \"hash\"");
    group.balance = found->second;
    return {};
  }

  Result<> ReadRoutes(const TomlEntry& entry) {
    const auto* list = std::get_if<TomlList>(&entry.value.data);
    if (list == nullptr) return Bad(entry, "is a list of tables: write [[route]]");
    for (const TomlValue& item : *list) {
      const auto* table = std::get_if<TomlTable>(&item.data);
      if (table == nullptr) return Bad(entry, "is a list of tables: write [[route]]");
      if (auto read = ReadRoute(entry, *table); !read) return read;
    }
    return {};
  }

  Result<> ReadRoute(const TomlEntry& entry, const TomlTable& table) {
    NamedRoute route{.route = {}, .upstream = {}, .entry = table.empty() ? entry : table.front()};
    auto read = ReadTable(
        table, "[[route]]",
        {{"host", [&](const TomlEntry& e) { return ReadHost(e, route.route.host); }},
         {"path", [&](const TomlEntry& e) { return ReadPath(e, route.route.path); }},
         {"redirect", [&](const TomlEntry& e) { return ReadRedirect(e, route.route); }},
         {"redirect-status",
          [&](const TomlEntry& e) { return ReadRedirectStatus(e, route.route); }},
         {"max-body", [&](const TomlEntry& e) { return ReadBytes(e, route.route.body_bytes_max); }},
         {"request-headers", [&](const TomlEntry& e) { return ReadRules(e, route.route.request); }},
         {"response-headers",
          [&](const TomlEntry& e) { return ReadRules(e, route.route.response); }},
         {"upstream", [&](const TomlEntry& e) {
            route.entry = e;
            return ReadText(e, route.upstream, "\"NAME\", of [upstream.NAME]");
          }}});
    if (!read) return read;
    if (route.upstream.empty() == route.route.redirect.empty()) {
      return Bad(route.entry,
                 "is of a route that needs either upstream = \"NAME\" or redirect = "
                 "\"https://{host}{path}\"");
    }
    routes_.push_back(std::move(route));
    return {};
  }

  Result<> ReadHost(const TomlEntry& entry, std::string& host) const {
    if (auto read = ReadText(entry, host, "\"www.example.com\", or \"*.example.com\""); !read)
      return read;
    const std::string_view name = std::string_view(host).substr(host.starts_with("*.") ? 2 : 0);
    if (name.empty() || !seep::IsHost(name) || name.find_first_of(":*") != name.npos) {
      return Bad(entry,
                 fmt::format("\"{}\" is no host: write \"www.example.com\" without a port, or "
                             "\"*.example.com\" for all names below it",
                             host));
    }
    std::ranges::transform(host, host.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return {};
  }

  Result<> ReadRedirect(const TomlEntry& entry, Route& route) const {
    if (auto read = ReadText(entry, route.redirect, "\"https://{host}{path}\""); !read) return read;
    if (HasControls(route.redirect) || route.redirect.find(' ') != std::string::npos)
      return Bad(entry, "is no address: write \"https://{host}{path}\"");
    return {};
  }

  Result<> ReadRedirectStatus(const TomlEntry& entry, Route& route) const {
    const auto* number = std::get_if<int64_t>(&entry.value.data);
    if (number == nullptr || (*number != 301 && *number != 302 && *number != 307 && *number != 308))
      return Bad(entry, "is 301, 302, 307 or 308");
    route.redirect_status = static_cast<unsigned>(*number);
    return {};
  }

  Result<> ReadRules(const TomlEntry& entry, HeaderRules& rules) const {
    const auto* table = std::get_if<TomlTable>(&entry.value.data);
    if (table == nullptr)
      return Bad(entry,
                 "is a table: write { set = { X-Name = \"value\" }, remove = [\"X-Other\"] }");
    return ReadTable(*table, entry.key,
                     {{"set", [&](const TomlEntry& e) { return ReadSet(e, rules); }},
                      {"remove", [&](const TomlEntry& e) { return ReadRemove(e, rules); }}});
  }

  Result<> ReadSet(const TomlEntry& entry, HeaderRules& rules) const {
    const auto* fields = std::get_if<TomlTable>(&entry.value.data);
    if (fields == nullptr) return Bad(entry, "is a table: write set = { X-Name = \"value\" }");
    for (const TomlEntry& field : *fields) {
      const auto value = seep::WordOf(field.value);
      if (!value || HasControls(*value)) return Bad(field, "is a text of one line");
      if (!MayChange(field.key)) return Bad(field, "is no field that can be set");
      rules.set.emplace_back(field.key, *value);
    }
    return {};
  }

  Result<> ReadRemove(const TomlEntry& entry, HeaderRules& rules) const {
    const auto names = seep::WordsOf(entry.value);
    if (!names) return Bad(entry, "is a list of names: write remove = [\"X-Other\"]");
    for (const std::string& name : *names) {
      if (!MayChange(name))
        return Bad(entry, fmt::format("{} is no field that can be removed", name));
      rules.remove.push_back(name);
    }
    return {};
  }

  static bool HasControls(std::string_view text) {
    return std::ranges::any_of(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  }

  // Not what tells where a message ends, or what is about the connection.
  static bool MayChange(std::string_view name) {
    const FieldKind kind = Classify(name);
    return seep::IsToken(name) && kind != FieldKind::kHop && kind != FieldKind::kFraming;
  }

  Result<> ReadPath(const TomlEntry& entry, std::string& path) const {
    if (auto read = ReadText(entry, path, "\"/api\""); !read) return read;
    if (!path.starts_with('/') || path.find_first_of(" ?#") != std::string::npos)
      return Bad(entry,
                 fmt::format("\"{}\" begins with no slash, or has a query: write \"/api\"", path));
    return {};
  }

  Result<> Finish() {
    Routing& routing = options_.server.routing;
    for (NamedRoute& named : routes_) {
      const auto group = std::ranges::find(routing.groups, named.upstream, &UpstreamGroup::name);
      if (named.route.redirect.empty() && group == routing.groups.end()) {
        std::vector<std::string> names;
        for (const UpstreamGroup& g : routing.groups) names.push_back(g.name);
        return Bad(named.entry, fmt::format("there is no [upstream.{}]{}", named.upstream,
                                            seep::DidYouMean(named.upstream, names)));
      }
      if (named.route.redirect.empty())
        named.route.group = static_cast<size_t>(group - routing.groups.begin());
      const auto same = [&](const Route& r) {
        return r.host == named.route.host && r.path == named.route.path;
      };
      if (std::ranges::any_of(routing.routes, same))
        return Bad(named.entry, "there is a route for this host and path already");
      routing.routes.push_back(std::move(named.route));
    }
    if (!routes_.empty() || routing.groups.empty()) return {};
    if (routing.groups.size() > 1) {
      return seep::BadToml(file_, seep::TomlPlace{},
                           "there are several upstreams and no [[route]] that says which request "
                           "goes to which");
    }
    routing.routes.emplace_back();
    return {};
  }

  struct NamedRoute {
    Route route;
    std::string upstream;
    TomlEntry entry;  // where to complain
  };

  const std::string& file_;
  Options& options_;
  std::vector<NamedRoute> routes_;
};

}  // namespace

seep::Result<> ReadConfig(std::string_view text, const std::string& file, Options& options) {
  const auto table = seep::ReadToml(text, file);
  if (!table) return tl::unexpected(table.error());
  return Reader(file, options).Read(*table);
}

}  // namespace sluice
