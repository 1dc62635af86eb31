#include "report/load_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/units.h"
#include "model/answer_tally.h"
#include "report/latency_text.h"

namespace seep {
namespace {

std::string Count(uint64_t count) { return FormatCount(static_cast<int64_t>(count)); }

std::string Row(std::string_view label, std::string_view text) {
  return fmt::format("{:<13}{}\n", label, text);
}

std::string PerSecond(double rate) {
  return (rate < 10 ? fmt::format("{:.2g}", rate) : Count(static_cast<uint64_t>(rate))) + "/s";
}

// Below it, a rate that was asked for was missed by more than what a run's end leaves undone.
constexpr double kRateReached = 0.98;

std::string RequestRows(const TrafficSpec& spec, const LoadResult& result) {
  const double rate = static_cast<double>(result.requests) / std::max(result.seconds, 1e-9);
  std::string text = Row(
      "requests", fmt::format("{} in {}, {}{}", Count(result.requests),
                              FormatDuration(result.seconds), PerSecond(rate),
                              spec.rate > 0 ? fmt::format(" of {}", PerSecond(spec.rate)) : ""));
  if (rate >= kRateReached * spec.rate) return text;
  const std::string reason =
      result.ErrorCount() > 0
          ? "see the errors"
          : fmt::format("answers took too long for {} connection{} (-c opens more)",
                        Count(spec.connections), spec.connections == 1 ? "" : "s");
  return text + Row("", "the rate was not reached: " + reason);
}

std::string LatencyRows(const Histogram& latency, const LatencyUnit& unit) {
  const std::vector<std::string> lines = QuantileLines(latency, unit);
  return Row("latency " + unit.name, lines[0]) + Row("", lines[1]);
}

// Why fewer connections were open at once than were asked for.
std::string ShortfallReason(const TrafficSpec& spec, const LoadResult& result) {
  if (result.requests < spec.connections) {
    return fmt::format("only {} request{} sent", Count(result.requests),
                       result.requests == 1 ? " was" : "s were");
  }
  const uint64_t refused = result.ErrorCount(LoadError::kConnectRefused) +
                           result.ErrorCount(LoadError::kConnectFailed) +
                           result.ErrorCount(LoadError::kConnectTimeout);
  if (refused > 0) return fmt::format("{} could not be opened, see the errors", Count(refused));
  if (result.ErrorCount() > 0) return "connections ended early, see the errors";
  if (spec.rate > 0) return "the rate needed no more";
  if (!spec.shape.reuse || result.connections > spec.connections) {
    return fmt::format("each was over before the others were open{}",
                       spec.shape.name == "close" ? " (-k keeps them open)" : "");
  }
  return "the requests were done before the others were open";
}

std::string ConnectionRows(const TrafficSpec& spec, const LoadResult& result) {
  std::string text =
      Row("connections", fmt::format("{} opened, {} of {} at once", Count(result.connections),
                                     Count(result.connections_peak), Count(spec.connections)));
  if (result.connections_peak < spec.connections) {
    text += Row("", fmt::format("{} at once were not reached: {}", Count(spec.connections),
                                ShortfallReason(spec, result)));
  }
  return text;
}

}  // namespace

std::string LoadErrorRows(const LoadResult& result) {
  std::string text;
  for (size_t i = 0; i < kLoadErrorCount; ++i) {
    if (result.errors[i] == 0) continue;
    text += Row(text.empty() ? "errors" : "",
                fmt::format("{} {}", Count(result.errors[i]), Name(static_cast<LoadError>(i))));
    if (!result.error_examples[i].empty()) text += Row("", "  " + result.error_examples[i]);
  }
  return text;
}

std::string LoadText(const TrafficSpec& spec, const LoadResult& result) {
  const double seconds = result.seconds > 0 ? result.seconds : 1e-9;
  std::string text = RequestRows(spec, result);
  const std::string tally = AnswerTally(result.statuses);
  text += Row("answers", tally.empty() ? "none" : tally);
  const std::string unasked = UnaskedText(spec, result);
  if (!unasked.empty()) text += Row("", unasked);
  if (result.aborted + result.cut > 0) {
    text += Row("unanswered", fmt::format("{} given up as planned, {} ended by the server",
                                          Count(result.aborted), Count(result.cut)));
  }
  const LatencyUnit unit = UnitFor(result.latency);
  if (result.latency.count() > 0) text += LatencyRows(result.latency, unit);
  text += ConnectionRows(spec, result);
  if (spec.http2) {
    text += Row("HTTP/2", fmt::format("{} stream{} at once on a connection", Count(spec.streams),
                                      spec.streams == 1 ? "" : "s"));
  }
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
  text += LoadErrorRows(result);
  const std::string plot = LatencyPlot(result.latency, unit);
  return plot.empty() ? text : text + "\n" + plot;
}

}  // namespace seep
