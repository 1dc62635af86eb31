#include "sluice/metrics_text.h"

#include <fmt/format.h>

#include <iterator>
#include <numeric>
#include <string_view>

namespace sluice {
namespace {

class Writer {
 public:
  void Family(std::string_view name, std::string_view type, std::string_view help) {
    fmt::format_to(std::back_inserter(text_), "# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
  }
  template <class Value>
  void Sample(std::string_view name, std::string_view labels, Value value) {
    const std::string braced = labels.empty() ? "" : fmt::format("{{{}}}", labels);
    fmt::format_to(std::back_inserter(text_), "{}{} {}\n", name, braced, value);
  }
  template <class Value>
  void Single(std::string_view name, std::string_view type, std::string_view help, Value value) {
    Family(name, type, help);
    Sample(name, "", value);
  }
  std::string Text() { return std::move(text_); }

 private:
  std::string text_;
};

// A label's value: backslash, quote and line feed are escaped.
std::string Escaped(std::string_view value) {
  std::string escaped;
  for (const char c : value) {
    if (c == '\\' || c == '"') escaped += '\\';
    if (c == '\n')
      escaped += "\\n";
    else
      escaped += c;
  }
  return escaped;
}

void WriteTraffic(const Stats& stats, uint64_t log_lost, Writer& out) {
  out.Single("sluice_connections", "gauge", "Connections of clients that are open.",
             stats.connections);
  out.Single("sluice_connections_max", "gauge", "Connections of clients served at a time.",
             stats.connections_max);
  out.Single("sluice_connections_accepted_total", "counter", "Connections of clients, all.",
             stats.accepted);
  out.Family("sluice_requests_total", "counter", "Requests by the class of the status answered.");
  constexpr std::string_view kClasses[] = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};
  for (size_t i = 0; i < stats.answers.size(); ++i)
    out.Sample("sluice_requests_total", fmt::format("status=\"{}\"", kClasses[i]),
               stats.answers[i]);
  out.Single("sluice_own_answers_total", "counter", "Requests that sluice answered itself.",
             stats.own_answers);
  out.Single("sluice_retries_total", "counter", "Requests tried again on another server.",
             stats.retries);
  out.Single("sluice_response_bytes_total", "counter", "Bytes of bodies sent to clients.",
             stats.response_bytes);
  out.Single("sluice_log_lost_total", "counter", "Lines of the logs that were not written.",
             log_lost);
}

void WriteDurations(const Stats& stats, Writer& out) {
  constexpr std::string_view kName = "sluice_request_duration_seconds";
  out.Family(kName, "histogram", "From the end of a request's head to the end of its answer.");
  uint64_t up_to = 0;
  for (size_t i = 0; i < kDurationBounds.size(); ++i) {
    up_to += stats.durations[i];
    out.Sample("sluice_request_duration_seconds_bucket",
               fmt::format("le=\"{}\"", kDurationBounds[i]), up_to);
  }
  up_to += stats.durations.back();
  out.Sample("sluice_request_duration_seconds_bucket", "le=\"+Inf\"", up_to);
  out.Sample("sluice_request_duration_seconds_sum", "", stats.duration_seconds);
  out.Sample("sluice_request_duration_seconds_count", "", up_to);
}

void WriteMemory(const Stats& stats, Writer& out) {
  out.Single("sluice_memory_max_bytes", "gauge", "The bound on the process; 0: none.",
             stats.memory_bytes_max);
  out.Single("sluice_memory_resident_bytes", "gauge", "What the process has in memory.",
             stats.resident_bytes);
  out.Family("sluice_memory_held_bytes", "gauge", "What is held for clients, by its purpose.");
  for (size_t i = 0; i < kPurposes; ++i) {
    out.Sample("sluice_memory_held_bytes",
               fmt::format("purpose=\"{}\"", Name(static_cast<Purpose>(i))), stats.held_bytes[i]);
  }
  out.Single("sluice_memory_short", "gauge", "1 while a client waits for memory.",
             stats.waits_for_memory ? 1 : 0);
  out.Family("sluice_shed_total", "counter",
             "Clients closed while idle, turned away with 503, or cut off for holding memory up.");
  constexpr std::string_view kSheds[] = {"idle", "turned away", "held up"};
  for (size_t i = 0; i < stats.shed.size(); ++i)
    out.Sample("sluice_shed_total", fmt::format("client=\"{}\"", kSheds[i]), stats.shed[i]);
}

void WriteServers(const Stats& stats, Writer& out) {
  const auto family = [&](std::string_view name, std::string_view type, std::string_view help,
                          auto value) {
    out.Family(name, type, help);
    for (const ServerStats& server : stats.servers) {
      out.Sample(name,
                 fmt::format("upstream=\"{}\",server=\"{}\"", Escaped(server.group),
                             Escaped(server.address)),
                 value(server));
    }
  };
  family("sluice_upstream_up", "gauge", "0 while a server is left alone after failures.",
         [](const ServerStats& s) { return s.up ? 1 : 0; });
  family("sluice_upstream_requests_total", "counter", "Requests sent to a server.",
         [](const ServerStats& s) { return s.requests; });
  family("sluice_upstream_failures_total", "counter",
         "Times that a server was not reached, closed without an answer, or was too late.",
         [](const ServerStats& s) { return s.failures; });
  family("sluice_upstream_in_flight", "gauge", "Requests under way to a server.",
         [](const ServerStats& s) { return s.in_flight; });
  family("sluice_upstream_idle_connections", "gauge", "Connections kept to a server for later.",
         [](const ServerStats& s) { return s.idle; });
  out.Family("sluice_upstream_waiting", "gauge", "Requests that wait until a server has room.");
  for (const QueueStats& queue : stats.queues)
    out.Sample("sluice_upstream_waiting", fmt::format("upstream=\"{}\"", Escaped(queue.group)),
               queue.waiting);
}

}  // namespace

std::string MetricsText(const Stats& stats, uint64_t log_lost) {
  Writer out;
  WriteTraffic(stats, log_lost, out);
  WriteDurations(stats, out);
  WriteMemory(stats, out);
  WriteServers(stats, out);
  out.Single("sluice_reloads_total", "counter", "Times that the configuration was read again.",
             stats.reloads);
  return out.Text();
}

}  // namespace sluice
