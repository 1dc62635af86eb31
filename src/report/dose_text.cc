#include "report/dose_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/growth.h"

namespace seep {
namespace {

bool ContainsZero(const Slope& slope) { return slope.low <= 0 && slope.high >= 0; }

bool NothingShown(const DoseResponse& dose) {
  const auto rates = {dose.per_request, dose.per_connection, dose.per_second};
  return std::all_of(rates.begin(), rates.end(),
                     [](const std::optional<Slope>& rate) { return !rate || ContainsZero(*rate); });
}

std::string RateText(Meter meter, std::string_view per, const Slope& rate) {
  if (ContainsZero(rate)) return fmt::format("per {}: none", per);
  return fmt::format("per {}: {} ({} … {})", per, FormatSlope(meter, rate.estimate),
                     FormatSlope(meter, rate.low), FormatSlope(meter, rate.high));
}

}  // namespace

MainRate MainRateOf(const MeterVerdict& judged, const std::string& per) {
  const Driver driver = judged.dose ? judged.dose->driver : Driver::kUnknown;
  switch (driver) {
    case Driver::kConnection:
      return {judged.dose->per_connection->estimate, "connection"};
    case Driver::kKeptAlive:
      return {judged.dose->per_request->estimate,
              "request on a kept-alive connection, and not by the first on each,"};
    case Driver::kTime:
      return {judged.dose->per_second->estimate, "second"};
    case Driver::kRequest:
      return {judged.dose->per_request->estimate, "request"};
    case Driver::kUnknown:
    case Driver::kTraffic:
    case Driver::kMixed:
      break;
  }
  return {judged.verdict.slope.estimate, per};
}

std::string GrowthText(const MeterVerdict& judged, const std::string& per) {
  const MainRate rate = MainRateOf(judged, per);
  return fmt::format("{} {} by {}", Title(judged.meter), InBytes(judged.meter) ? "grows" : "grow",
                     FormatPace(judged.meter, rate.amount, rate.per));
}

std::string DoseText(const MeterVerdict& judged) {
  if (!judged.dose) return "";
  const DoseResponse& dose = *judged.dose;
  if (NothingShown(dose))
    return dose.note.empty() ? "not known: the readings vary too much" : dose.note;
  std::string text;
  const auto add = [&](const std::string& part) {
    if (!text.empty()) text += ", ";
    text += part;
  };
  // What the growth follows comes first.
  const bool connection_first = dose.driver == Driver::kConnection;
  const char* request = dose.per_connection ? "request" : "request with its connection";
  if (dose.per_connection && connection_first)
    add(RateText(judged.meter, "connection", *dose.per_connection));
  if (dose.per_second && dose.driver == Driver::kTime)
    add(RateText(judged.meter, "second", *dose.per_second));
  if (dose.per_request) add(RateText(judged.meter, request, *dose.per_request));
  if (dose.per_connection && !connection_first)
    add(RateText(judged.meter, "connection", *dose.per_connection));
  if (dose.per_second && dose.driver != Driver::kTime)
    add(RateText(judged.meter, "second", *dose.per_second));
  if (dose.note.empty()) return text;
  return fmt::format("{}; {}", text, dose.note);
}

}  // namespace seep
