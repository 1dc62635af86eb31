#include "sluice/config/config_file.h"

#include <utility>
#include <vector>

#include "proxy/log/record_format.h"
#include "sluice/config/route_tables.h"
#include "sluice/config/table_reader.h"
#include "sluice/config/tls_table.h"
#include "sluice/config/upstream_table.h"
#include "sluice/quantities.h"
#include "toml/reader.h"

namespace sluice {

using seep::milliseconds;
using seep::TomlEntry;
using seep::TomlTable;

namespace {

Result<> ReadTrusted(const TableReader& reader, const TomlEntry& entry, Networks& networks) {
  const auto words = seep::WordsOf(entry.value);
  if (!words) return reader.Bad(entry, "is a list of networks: write trust = [\"10.0.0.0/8\"]");
  for (const std::string& word : *words) {
    if (auto added = networks.Add(word); !added) return reader.Bad(entry, added.error().message);
  }
  return {};
}

Result<> ReadLogFormat(const TableReader& reader, const TomlEntry& entry, std::string& format) {
  if (auto read = reader.ReadText(entry, format, "\"combined\", or \"json\""); !read) return read;
  if (const auto parsed = RecordFormat::Parse(format); !parsed)
    return reader.Bad(entry, parsed.error().message);
  return {};
}

Result<> ReadMaxHead(const TableReader& reader, const TomlEntry& entry, size_t& bytes) {
  const auto* text = std::get_if<std::string>(&entry.value.data);
  const auto parsed = ParseHeadBytes(text == nullptr ? std::string_view() : *text);
  if (!parsed) return reader.Bad(entry, parsed.error().message + ": write max-head = \"8KiB\"");
  bytes = *parsed;
  return {};
}

Result<> ReadMinRate(const TableReader& reader, const TomlEntry& entry, uint64_t& rate) {
  const auto* text = std::get_if<std::string>(&entry.value.data);
  const auto parsed = ParseByteRate(text == nullptr ? std::string_view() : *text);
  if (!parsed) return reader.Bad(entry, parsed.error().message + ": write min-rate = \"1KiB/s\"");
  rate = *parsed;
  return {};
}

Result<> ReadTimeouts(const TableReader& reader, const TomlEntry& entry, Timeouts& t) {
  const auto* table = std::get_if<TomlTable>(&entry.value.data);
  if (table == nullptr) return reader.Bad(entry, "is a table: write [timeouts]");
  const std::pair<const char*, milliseconds*> times[] = {
      {"connect", &t.connect}, {"response", &t.response}, {"stall", &t.stall},
      {"header", &t.head},     {"idle", &t.idle},         {"pool", &t.upstream_idle},
      {"memory", &t.memory},   {"tunnel", &t.tunnel},     {"total", &t.total},
      {"stop", &t.drain}};
  std::vector<TableKey> keys;
  for (const auto& time : times) {
    keys.push_back({time.first, [&reader, into = time.second](const TomlEntry& e) {
                      return reader.ReadTime(e, *into);
                    }});
  }
  return reader.ReadTable(*table, "[timeouts]", keys);
}

}  // namespace

Result<> ReadConfig(std::string_view text, const std::string& file, Options& options) {
  const auto entries = seep::ReadToml(text, file);
  if (!entries) return tl::unexpected(entries.error());
  const TableReader reader(file);
  ServerOptions& s = options.server;
  std::vector<NamedRoute> routes;
  auto read = reader.ReadTable(
      *entries, "",
      {{"listen",
        [&](const TomlEntry& e) { return reader.ReadTexts(e, s.listen, "\"0.0.0.0:8080\""); }},
       {"listen-tls",
        [&](const TomlEntry& e) { return reader.ReadTexts(e, s.listen_tls, "\"0.0.0.0:8443\""); }},
       {"tls", [&](const TomlEntry& e) { return ReadTls(reader, e, s.tls); }},
       {"threads",
        [&](const TomlEntry& e) { return reader.ReadNumber(e, 1, kThreadsMax, s.threads); }},
       {"max-connections",
        [&](const TomlEntry& e) {
          return reader.ReadNumber(e, 1, kConnectionsMax, s.connections_max);
        }},
       {"pool-size",
        [&](const TomlEntry& e) { return reader.ReadNumber(e, 0, kConnectionsMax, s.pool_size); }},
       {"memory", [&](const TomlEntry& e) { return reader.ReadBytes(e, s.memory_bytes); }},
       {"access-log",
        [&](const TomlEntry& e) {
          return reader.ReadText(e, options.access_log, "\"/var/log/sluice/access.log\", or \"-\"");
        }},
       {"access-log-format",
        [&](const TomlEntry& e) { return ReadLogFormat(reader, e, options.access_log_format); }},
       {"error-log",
        [&](const TomlEntry& e) {
          return reader.ReadText(e, options.error_log, "\"/var/log/sluice/error.log\", or \"-\"");
        }},
       {"max-head", [&](const TomlEntry& e) { return ReadMaxHead(reader, e, s.head_bytes_max); }},
       {"min-rate", [&](const TomlEntry& e) { return ReadMinRate(reader, e, s.body_rate_min); }},
       {"forwarded", [&](const TomlEntry& e) { return reader.ReadTruth(e, s.writes_forwarded); }},
       {"request-id", [&](const TomlEntry& e) { return reader.ReadTruth(e, s.request_ids); }},
       {"trust", [&](const TomlEntry& e) { return ReadTrusted(reader, e, s.trusted); }},
       {"proxy-protocol",
        [&](const TomlEntry& e) { return reader.ReadTruth(e, s.proxy_protocol); }},
       {"admin",
        [&](const TomlEntry& e) {
          return reader.ReadText(e, options.admin, "\"127.0.0.1:9901\"");
        }},
       {"resolve-every", [&](const TomlEntry& e) { return reader.ReadTime(e, s.resolve_every); }},
       {"timeouts", [&](const TomlEntry& e) { return ReadTimeouts(reader, e, s.timeouts); }},
       {"upstream", [&](const TomlEntry& e) { return ReadUpstreams(reader, e, s.routing); }},
       {"route", [&](const TomlEntry& e) { return ReadRoutes(reader, e, routes); }}});
  if (!read) return read;
  return FindGroups(reader, std::move(routes), s.routing);
}

}  // namespace sluice
