#include "sluice/status_page.h"

#include <fmt/format.h>

#include <iterator>
#include <map>
#include <numeric>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "base/version.h"

namespace sluice {
namespace {

constexpr std::string_view kStyle =
    ":root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:50rem;"
    "margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}th,td{text-align:"
    "left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8888}td.n{text-align:right;"
    "font-variant-numeric:tabular-nums}h2{margin-top:2rem;font-size:1.1rem}.down{color:#d00;"
    "font-weight:bold}";

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string Count(uint64_t count) { return seep::FormatCount(static_cast<int64_t>(count)); }
std::string Bytes(uint64_t bytes) { return seep::FormatBytes(static_cast<double>(bytes)); }

class Page {
 public:
  Page() {
    text_ = fmt::format(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\"><title>sluice</title><style>{}</style><h1>sluice {}</h1>",
        kStyle, Escaped(seep::Version()));
  }
  void Title(std::string_view title) {
    fmt::format_to(std::back_inserter(text_), "<h2>{}</h2>", title);
  }
  void Begin(const std::vector<std::string_view>& titles) {
    text_ += "<table>";
    if (!titles.empty()) Row("th", titles);
  }
  void End() { text_ += "</table>"; }
  // A name and what it is.
  void Fact(std::string_view name, std::string_view value) {
    fmt::format_to(std::back_inserter(text_),
                   "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td></tr>", name, value);
  }
  void Cells(const std::vector<std::string>& cells) {
    text_ += "<tr>";
    for (const std::string& cell : cells) text_ += "<td>" + cell + "</td>";
    text_ += "</tr>";
  }
  std::string Text() { return text_ + "</html>\n"; }

 private:
  void Row(std::string_view tag, const std::vector<std::string_view>& cells) {
    text_ += "<tr>";
    for (const std::string_view cell : cells)
      fmt::format_to(std::back_inserter(text_), "<{0} scope=\"col\">{1}</{0}>", tag, cell);
    text_ += "</tr>";
  }

  std::string text_;
};

}  // namespace

std::string StatusPage(const Stats& stats, seep::milliseconds up_for, uint64_t log_lost) {
  Page page;
  const Readiness readiness = ReadinessOf(stats);
  page.Begin({});
  page.Fact("Ready", readiness.ready ? "yes" : Escaped(readiness.text));
  page.Fact("Up for", fmt::format("{} s", Count(static_cast<uint64_t>(up_for.count() / 1000))));
  page.Fact("Connections of clients",
            Count(stats.connections) + " of " + Count(stats.connections_max));
  const uint64_t requests =
      std::accumulate(stats.answers.begin(), stats.answers.end(), uint64_t{0});
  page.Fact("Requests", Count(requests));
  page.Fact("of them answered 4xx", Count(stats.answers[4]));
  page.Fact("of them answered 5xx", Count(stats.answers[5]));
  page.Fact("Mean duration", requests == 0
                                 ? "–"
                                 : fmt::format("{:.1f} ms", stats.duration_seconds * 1e3 /
                                                                static_cast<double>(requests)));
  page.Fact("Configuration read again", Count(stats.reloads));
  page.Fact("Lines of the log that were lost", Count(log_lost));
  page.End();
  page.Title("Memory");
  page.Begin({});
  page.Fact("Resident", Bytes(stats.resident_bytes));
  page.Fact("At the most",
            stats.memory_bytes_max == 0 ? "no bound" : Bytes(stats.memory_bytes_max));
  for (size_t i = 0; i < kPurposes; ++i)
    page.Fact(Name(static_cast<Purpose>(i)), Bytes(stats.held_bytes[i]));
  page.Fact("Idle clients closed", Count(stats.shed[static_cast<size_t>(Shed::kIdleClient)]));
  page.Fact("Clients turned away", Count(stats.shed[static_cast<size_t>(Shed::kTurnedAway)]));
  page.Fact("Clients cut off", Count(stats.shed[static_cast<size_t>(Shed::kHeldUp)]));
  page.End();
  page.Title("Upstreams");
  page.Begin({"upstream", "server", "state", "requests", "failures", "under way", "idle"});
  for (const ServerStats& server : stats.servers) {
    page.Cells({Escaped(server.group), Escaped(server.address),
                server.up ? "up" : "<span class=\"down\">down</span>", Count(server.requests),
                Count(server.failures), Count(server.in_flight), Count(server.idle)});
  }
  page.End();
  if (stats.queues.empty()) return page.Text();
  page.Title("Requests that wait for a server");
  page.Begin({});
  for (const QueueStats& queue : stats.queues)
    page.Fact(Escaped(queue.group), Count(queue.waiting));
  page.End();
  return page.Text();
}

Readiness ReadinessOf(const Stats& stats) {
  if (stats.stopping) return {false, "stopping"};
  std::map<std::string, bool> up;
  for (const ServerStats& server : stats.servers) up[server.group] |= server.up;
  for (const auto& [group, any] : up) {
    if (!any) return {false, "all servers of " + group + " are down"};
  }
  return {true, "ready"};
}

}  // namespace sluice
