#include "judge/comparable.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/units.h"

namespace seep {
namespace {

// Growth over so many times as many requests may be another: less of it is warm-up.
constexpr double kLengthFactor = 3;

std::string LegsText(const Plan& plan) {
  std::string text;
  for (const Leg& leg : plan.legs) {
    if (!text.empty()) text += " and ";
    text += fmt::format("{:.0f} % {}", leg.share * 100, leg.shape.name);
  }
  return text;
}

std::string RequestText(const RequestSpec& request) {
  return fmt::format("{} {} HTTP/{}", request.method, request.target,
                     request.version == HttpVersion::k10 ? "1.0" : "1.1");
}

std::string Differs(std::string_view what, std::string_view base, std::string_view changed) {
  return fmt::format("not the same {}: {} in the baseline, {} now", what, base, changed);
}

double LastX(const RunResult& result) {
  const MeterVerdict* held = result.Judged(Meter::kHeldBytes);
  return held == nullptr || held->points.empty() ? 0 : held->points.back().x;
}

std::string ProtocolText(const TrafficSpec& traffic) {
  if (!traffic.http2) return "HTTP/1";
  return fmt::format("HTTP/2 (streams: {})", traffic.streams);
}

std::string ToleranceText(const RunResult& result) {
  return result.plan.tolerance ? fmt::format("{} B", *result.plan.tolerance) : "the default";
}

}  // namespace

std::vector<std::string> ComparisonWarnings(const RunResult& base, const RunResult& changed) {
  std::vector<std::string> warnings;
  const auto compare = [&](std::string_view what, const std::string& a, const std::string& b) {
    if (a != b) warnings.push_back(Differs(what, a, b));
  };
  const TrafficSpec& a = base.plan.traffic;
  const TrafficSpec& b = changed.plan.traffic;
  compare("request", RequestText(a.request), RequestText(b.request));
  if (a.request.headers != b.request.headers) warnings.emplace_back("not the same request headers");
  compare("number of different requests", std::to_string(base.plan.different_requests),
          std::to_string(changed.plan.different_requests));
  compare("traffic", LegsText(base.plan), LegsText(changed.plan));
  compare("transport", a.tls.on ? "TLS" : "plain TCP", b.tls.on ? "TLS" : "plain TCP");
  compare("protocol", ProtocolText(a), ProtocolText(b));
  compare("number of connections", std::to_string(a.connections), std::to_string(b.connections));
  compare("tolerance", ToleranceText(base), ToleranceText(changed));
  const double x_base = LastX(base);
  const double x_changed = LastX(changed);
  if (std::max(x_base, x_changed) > kLengthFactor * std::min(x_base, x_changed)) {
    warnings.push_back(Differs(
        "length", fmt::format("{} {}s", FormatCount(static_cast<int64_t>(x_base)), base.per),
        fmt::format("{} {}s", FormatCount(static_cast<int64_t>(x_changed)), changed.per)));
  }
  for (const Meter meter : kMeters) {
    const bool in_base = base.Judged(meter) != nullptr;
    if (in_base == (changed.Judged(meter) != nullptr)) continue;
    warnings.push_back(fmt::format("{} only {}, so not compared", Title(meter),
                                   in_base ? "in the baseline" : "now"));
  }
  return warnings;
}

}  // namespace seep
