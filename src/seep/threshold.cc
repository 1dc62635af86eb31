#include "seep/threshold.h"

#include <fmt/format.h>

#include <charconv>

namespace seep {
namespace {

bool IsLatency(std::string_view name) {
  if (name == "max" || name == "mean") return true;
  for (const auto& [known, quantile] : kReportedQuantiles) {
    if (name == known) return true;
  }
  return false;
}

// "p50, p75, … ".
std::string QuantileNames() {
  std::string names;
  for (const auto& [known, quantile] : kReportedQuantiles) names += fmt::format("{}, ", known);
  return names;
}

double ValueOf(std::string_view name, const LoadResult& load) {
  if (name == "rate")
    return load.seconds > 0 ? static_cast<double>(load.requests) / load.seconds : 0;
  if (name == "errors") return static_cast<double>(load.ErrorCount());
  if (name == "max") return static_cast<double>(load.latency.max()) * 1e-9;
  if (name == "mean") return load.latency.mean() * 1e-9;
  for (const auto& [known, quantile] : kReportedQuantiles) {
    if (name == known) return static_cast<double>(load.latency.Quantile(quantile)) * 1e-9;
  }
  return 0;
}

auto Bad(std::string message) {
  return Fail(ErrorKind::kBadInput, Fault::kUser, std::move(message));
}

// Nothing: it is no number with that unit.
std::optional<double> ParseLimit(std::string_view text, bool latency) {
  double value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc() || value < 0) return std::nullopt;
  const std::string_view unit = text.substr(static_cast<size_t>(end - text.data()));
  if (!latency) return unit.empty() ? std::optional(value) : std::nullopt;
  if (unit == "us") return value * 1e-6;
  if (unit == "ms") return value * 1e-3;
  if (unit == "s") return value;
  return std::nullopt;
}

std::string Text(const Threshold& threshold, double value) {
  return IsLatency(threshold.name) ? fmt::format("{:.3g} ms", value * 1e3)
                                   : fmt::format("{:.6g}", value);
}

}  // namespace

Result<Threshold> ParseThreshold(const std::string& text) {
  const size_t sign = text.find_first_of("<>");
  if (sign == std::string::npos)
    return Bad(fmt::format("\"{}\" has neither < nor >: write p99>50ms or errors>0", text));
  Threshold threshold{.text = text, .name = text.substr(0, sign), .above = text[sign] == '>'};
  const bool latency = IsLatency(threshold.name);
  if (!latency && threshold.name != "rate" && threshold.name != "errors") {
    return Bad(fmt::format("\"{}\" is none of {}max, mean, rate and errors", threshold.name,
                           QuantileNames()));
  }
  const std::optional<double> limit = ParseLimit(std::string_view(text).substr(sign + 1), latency);
  if (!limit) {
    return Bad(fmt::format("\"{}\" is not {}", text.substr(sign + 1),
                           latency ? "a time, such as 50ms" : "a number"));
  }
  threshold.limit = *limit;
  return threshold;
}

std::optional<std::string> Crossed(const Threshold& threshold, const LoadResult& load) {
  const double value = ValueOf(threshold.name, load);
  if (threshold.above ? value <= threshold.limit : value >= threshold.limit) return std::nullopt;
  return fmt::format("{} is {}: failed by --fail-if '{}'", threshold.name, Text(threshold, value),
                     threshold.text);
}

}  // namespace seep
