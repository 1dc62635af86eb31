#include "sluice/config/upstream_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "http/message.h"
#include "proxy/server.h"

namespace sluice {
namespace {

using seep::TomlEntry;
using seep::TomlList;
using seep::TomlTable;
using seep::TomlValue;

Result<> ReadServers(const TableReader& reader, const TomlEntry& entry, UpstreamGroup& group) {
  const auto* list = std::get_if<TomlList>(&entry.value.data);
  if (list == nullptr || list->empty() || list->size() > kGroupServersMax) {
    return reader.Bad(entry,
                      fmt::format("is a list of 1 to {}: write servers = [\"127.0.0.1:8080\"]",
                                  kGroupServersMax));
  }
  for (const TomlValue& item : *list) {
    UpstreamServer server;
    if (const auto* text = std::get_if<std::string>(&item.data)) {
      server.address = *text;
    } else if (const auto* table = std::get_if<TomlTable>(&item.data)) {
      auto read = reader.ReadTable(
          *table, "servers",
          {{"address",
            [&](const TomlEntry& e) {
              return reader.ReadText(e, server.address, "\"127.0.0.1:8080\"");
            }},
           {"weight",
            [&](const TomlEntry& e) { return reader.ReadNumber(e, 1, 1'000, server.weight); }}});
      if (!read) return read;
    }
    if (server.address.empty()) {
      return reader.Bad(entry,
                        "has one without an address: write \"127.0.0.1:8080\", or "
                        "{ address = \"127.0.0.1:8080\", weight = 2 }");
    }
    group.servers.push_back(std::move(server));
  }
  return {};
}

Result<> ReadBalance(const TableReader& reader, const TomlEntry& entry, UpstreamGroup& group) {
  static const std::map<std::string, Balance> kNames = {
      {"round-robin", Balance::kRoundRobin},
      {"least-connections", Balance::kLeastConnections},
      {"hash", Balance::kHash}};
  const auto* text = std::get_if<std::string>(&entry.value.data);
  const auto found = text == nullptr ? kNames.end() : kNames.find(*text);
  if (found == kNames.end())
    return reader.Bad(entry, "is \"round-robin\", \"least-connections\" or \"hash\"");
  group.balance = found->second;
  return {};
}

// true, or a table of what is not as usual.
Result<> ReadTls(const TableReader& reader, const TomlEntry& entry, const std::string& group,
                 std::optional<TlsClientConfig>& tls) {
  if (const auto* truth = std::get_if<bool>(&entry.value.data)) {
    if (*truth) tls.emplace();
    return {};
  }
  const auto* table = std::get_if<TomlTable>(&entry.value.data);
  if (table == nullptr)
    return reader.Bad(entry, fmt::format("is true, or a table: write [upstream.{}.tls]", group));
  TlsClientConfig& config = tls.emplace();
  auto read = reader.ReadTable(
      *table, fmt::format("[upstream.{}.tls]", group),
      {{"ca", [&](const TomlEntry& e) { return reader.ReadText(e, config.ca, "\"ca.pem\""); }},
       {"verify", [&](const TomlEntry& e) { return reader.ReadTruth(e, config.verify); }},
       {"name",
        [&](const TomlEntry& e) { return reader.ReadText(e, config.name, "\"api.internal\""); }},
       {"certificate",
        [&](const TomlEntry& e) {
          return reader.ReadText(e, config.own.certificate, "\"client.pem\"");
        }},
       {"key",
        [&](const TomlEntry& e) { return reader.ReadText(e, config.own.key, "\"client.key\""); }}});
  if (!read) return read;
  if (config.own.certificate.empty() != config.own.key.empty())
    return reader.Bad(entry, "has a certificate or a key, which go together");
  return {};
}

Result<> ReadCheckPath(const TableReader& reader, const TomlEntry& entry, std::string& path) {
  if (auto read = reader.ReadText(entry, path, "\"/health\""); !read) return read;
  if (path.starts_with('/') && path.find_first_of(" #\t\r\n") == std::string::npos) return {};
  return reader.Bad(entry, fmt::format("\"{}\" is no path: write \"/health\"", path));
}

Result<> ReadCheckHost(const TableReader& reader, const TomlEntry& entry, std::string& host) {
  if (auto read = reader.ReadText(entry, host, "\"www.example.com\""); !read) return read;
  if (seep::IsHost(host)) return {};
  return reader.Bad(entry, fmt::format("\"{}\" is no host: write \"www.example.com\"", host));
}

Result<> ReadCheck(const TableReader& reader, const TomlEntry& entry, const std::string& group,
                   std::optional<HealthCheck>& check) {
  const std::string where = fmt::format("[upstream.{}.check]", group);
  const auto* table = std::get_if<TomlTable>(&entry.value.data);
  if (table == nullptr) return reader.Bad(entry, fmt::format("is a table: write {}", where));
  HealthCheck& c = check.emplace();
  return reader.ReadTable(
      *table, where,
      {{"path", [&](const TomlEntry& e) { return ReadCheckPath(reader, e, c.path); }},
       {"host", [&](const TomlEntry& e) { return ReadCheckHost(reader, e, c.host); }},
       {"status", [&](const TomlEntry& e) { return reader.ReadNumber(e, 200, 599, c.status); }},
       {"every", [&](const TomlEntry& e) { return reader.ReadTime(e, c.every); }},
       {"timeout", [&](const TomlEntry& e) { return reader.ReadTime(e, c.timeout); }},
       {"rise", [&](const TomlEntry& e) { return reader.ReadNumber(e, 1, 1'000, c.rise); }},
       {"fall", [&](const TomlEntry& e) { return reader.ReadNumber(e, 1, 1'000, c.fall); }}});
}

Result<> ReadGroup(const TableReader& reader, const TomlEntry& entry, UpstreamGroup& group) {
  const std::string where = fmt::format("[upstream.{}]", group.name);
  const auto* table = std::get_if<TomlTable>(&entry.value.data);
  if (table == nullptr) return reader.Bad(entry, fmt::format("is a table: write {}", where));
  auto read = reader.ReadTable(
      *table, where,
      {{"servers", [&](const TomlEntry& e) { return ReadServers(reader, e, group); }},
       {"balance", [&](const TomlEntry& e) { return ReadBalance(reader, e, group); }},
       {"hash-by",
        [&](const TomlEntry& e) {
          return reader.ReadText(e, group.hash_by, "\"cookie:sid\", or a field as in \"X-User\"");
        }},
       {"max-failures",
        [&](const TomlEntry& e) { return reader.ReadNumber(e, 1, 1'000, group.failures_max); }},
       {"down-for", [&](const TomlEntry& e) { return reader.ReadTime(e, group.down_for); }},
       {"check", [&](const TomlEntry& e) { return ReadCheck(reader, e, group.name, group.check); }},
       {"tls", [&](const TomlEntry& e) { return ReadTls(reader, e, group.name, group.tls); }},
       {"retries", [&](const TomlEntry& e) { return reader.ReadNumber(e, 0, 10, group.retries); }},
       {"max-requests",
        [&](const TomlEntry& e) {
          return reader.ReadNumber(e, 1, kConnectionsMax, group.requests_max);
        }},
       {"queue",
        [&](const TomlEntry& e) {
          return reader.ReadNumber(e, 0, kConnectionsMax, group.queue_max);
        }},
       {"queue-for", [&](const TomlEntry& e) { return reader.ReadTime(e, group.queue_for); }}});
  if (!read) return read;
  if (group.servers.empty())
    return reader.Bad(entry, "has no servers: write servers = [\"127.0.0.1:8080\"]");
  if (group.balance == Balance::kHash && group.hash_by.empty())
    return reader.Bad(entry,
                      "has balance = \"hash\" and nothing to hash: write hash-by = \"cookie:sid\"");
  const auto is_of_queue = [](const TomlEntry& e) { return e.key.starts_with("queue"); };
  if (group.requests_max == 0 && std::ranges::any_of(*table, is_of_queue))
    return reader.Bad(entry, "has a queue, and nothing to wait for: write max-requests = 100");
  if (group.balance != Balance::kHash && !group.hash_by.empty())
    return reader.Bad(entry, "has hash-by, which goes with balance = \"hash\"");
  return {};
}

}  // namespace

Result<> ReadUpstreams(const TableReader& reader, const TomlEntry& entry, Routing& routing) {
  const auto* table = std::get_if<TomlTable>(&entry.value.data);
  if (table == nullptr || table->empty())
    return reader.Bad(entry, "is a table of groups by name: write [upstream.NAME]");
  for (const TomlEntry& group : *table) {
    UpstreamGroup read{.name = group.key, .servers = {}, .hash_by = {}};
    if (auto ok = ReadGroup(reader, group, read); !ok) return ok;
    routing.groups.push_back(std::move(read));
  }
  return {};
}

}  // namespace sluice
