#include "report/load_text.h"

#include <fmt/format.h>

#include "base/units.h"

namespace seep {
namespace {

std::string Count(uint64_t count) { return FormatCount(static_cast<int64_t>(count)); }

std::string Latency(uint64_t nanos) {
  const double us = static_cast<double>(nanos) / 1000;
  if (us < 1000) return fmt::format("{:.0f} µs", us);
  if (us < 1e6) return fmt::format("{:.2f} ms", us / 1000);
  return fmt::format("{:.2f} s", us / 1e6);
}

std::string Row(std::string_view label, std::string_view text) {
  return fmt::format("{:<13}{}\n", label, text);
}

std::string StatusText(const LoadResult& result) {
  std::string text;
  for (size_t i = 0; i < result.status_class.size(); ++i) {
    if (result.status_class[i] == 0) continue;
    if (!text.empty()) text += ", ";
    text += fmt::format("{} {}", Count(result.status_class[i]),
                        i == 0 ? "other" : fmt::format("{}xx", i));
  }
  return text.empty() ? "none" : text;
}

}  // namespace

std::string LoadText(const TrafficSpec& spec, const LoadResult& result) {
  const double seconds = result.seconds > 0 ? result.seconds : 1e-9;
  std::string text = Row(
      "requests",
      fmt::format("{} in {}, {}/s", Count(result.requests), FormatDuration(result.seconds),
                  Count(static_cast<uint64_t>(static_cast<double>(result.requests) / seconds))));
  text += Row("answers", StatusText(result));
  if (result.aborted + result.cut > 0) {
    text += Row("unanswered", fmt::format("{} given up by plan, {} ended by the server",
                                          Count(result.aborted), Count(result.cut)));
  }
  if (result.latency.count() > 0) {
    std::string quantiles;
    for (const auto& [name, quantile] :
         {std::pair("p50", 0.5), {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}}) {
      quantiles += fmt::format("{} {}, ", name, Latency(result.latency.Quantile(quantile)));
    }
    text += Row("latency", fmt::format("{}max {}", quantiles, Latency(result.latency.max())));
  }
  text += Row("connections", fmt::format("{} opened, {} of {} at once", Count(result.connections),
                                         Count(result.connections_peak), Count(spec.connections)));
  if (!result.protocol.empty()) {
    text += Row("TLS", fmt::format("{}, {} of {} sessions resumed, certificate {}", result.protocol,
                                   Count(result.resumed), Count(result.connections),
                                   spec.tls.verify ? "verified" : "not verified"));
  }
  text += Row("received",
              fmt::format("{} ({} of it bodies), {}/s",
                          FormatBytes(static_cast<double>(result.bytes_received)),
                          FormatBytes(static_cast<double>(result.body_bytes_received)),
                          FormatBytes(static_cast<double>(result.bytes_received) / seconds)));
  for (size_t i = 0; i < kLoadErrorCount; ++i) {
    if (result.errors[i] != 0)
      text += Row("errors",
                  fmt::format("{} {}", Count(result.errors[i]), Name(static_cast<LoadError>(i))));
  }
  if (!result.error_example.empty())
    text += Row("", fmt::format("the first: {}", result.error_example));
  return text;
}

}  // namespace seep
