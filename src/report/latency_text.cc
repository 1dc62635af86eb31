#include "report/latency_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/units.h"

namespace seep {
namespace {

constexpr uint64_t kPlottedMin = 20;   // answers; fewer are told by their quantiles
constexpr double kRowsMin = 4;         // and as many as the root of the answers,
constexpr double kRowsMax = 12;        // up to this
constexpr int kRowsPerDecadeMax = 24;  // with more, two digits would not tell two bounds apart
constexpr size_t kBarColumns = 40;
// Between these there is a bound for each row; what is beyond them is rare, and is in the first row
// and the last.
constexpr double kTail = 0.001;
constexpr double kOutlier = 1.05;  // a maximum that far above the bounds has a row of its own

// 10^(step / per_decade) with two digits; 10 or more.
uint64_t BoundAt(int step, int per_decade) {
  const double fraction = static_cast<double>(step % per_decade) / per_decade;
  auto bound = static_cast<uint64_t>(std::llround(10 * std::pow(10, fraction)));
  for (int decade = step / per_decade; decade > 1; --decade) bound *= 10;
  return bound;
}

// Upper bounds of rows, in nanoseconds; the last is the maximum.
std::vector<uint64_t> BoundsFor(const Histogram& latency, int per_decade) {
  const uint64_t low = latency.Quantile(kTail);
  const uint64_t high = latency.Quantile(1 - kTail);
  std::vector<uint64_t> bounds;
  for (int step = per_decade; bounds.empty() || bounds.back() < high; ++step) {
    const uint64_t bound = BoundAt(step, per_decade);
    if (bound >= low) bounds.push_back(bound);
  }
  const auto max = static_cast<double>(latency.max());
  if (static_cast<double>(bounds.back()) * kOutlier < max) bounds.push_back(latency.max());
  bounds.back() = latency.max();
  return bounds;
}

// As fine as there are answers and room for.
std::vector<uint64_t> BoundsFor(const Histogram& latency) {
  const auto rows_max = static_cast<size_t>(
      std::clamp(std::sqrt(static_cast<double>(latency.count())), kRowsMin, kRowsMax));
  std::vector<uint64_t> bounds;
  for (int per_decade = kRowsPerDecadeMax; per_decade > 0; --per_decade) {
    bounds = BoundsFor(latency, per_decade);
    if (bounds.size() <= rows_max) return bounds;
  }
  const auto surplus = static_cast<std::ptrdiff_t>(bounds.size() - rows_max);
  bounds.erase(bounds.begin(), bounds.begin() + surplus);
  return bounds;
}

// How many fall to each bound. A bucket of the histogram that a bound goes through is counted above
// it: by 1.6 % at most, where rows are 10 % apart or more.
std::vector<uint64_t> CountsFor(const Histogram& latency, const std::vector<uint64_t>& bounds) {
  std::vector<uint64_t> counts(bounds.size());
  size_t row = 0;
  for (const auto& [upper, count] : latency.Buckets()) {
    while (upper > bounds[row]) ++row;
    counts[row] += count;
  }
  return counts;
}

std::string Bar(uint64_t count, uint64_t most) {
  const double share = static_cast<double>(count) / static_cast<double>(most);
  std::string bar;
  for (auto cells = std::lround(share * kBarColumns); cells > 0; --cells) bar += "█";
  return bar;
}

}  // namespace

std::string FormatLatency(uint64_t nanos) {
  const double us = static_cast<double>(nanos) / 1000;
  if (us < 999.5) return fmt::format("{:.0f} µs", us);
  if (us < 999'995) return fmt::format("{:.2f} ms", us / 1000);
  return fmt::format("{:.2f} s", us / 1e6);
}

std::string LatencyUnit::Number(double value_nanos) const {
  return fmt::format("{:.{}f}", value_nanos / nanos, decimals);
}

LatencyUnit UnitFor(const Histogram& latency) {
  const uint64_t low = latency.Quantile(kTail);
  if (latency.max() < 10'000'000) return {"µs", 1e3, low < 10'000 ? 1 : 0};
  if (low >= 1'000'000'000) return {"s", 1e9, 2};
  return {"ms", 1e6, low < 100'000 ? 3 : low < 10'000'000 ? 2 : 1};
}

std::vector<std::string> QuantileLines(const Histogram& latency, const LatencyUnit& unit) {
  std::vector<std::pair<std::string, double>> columns = {{"mean", latency.mean()}};
  for (const auto& [name, quantile] : kReportedQuantiles)
    columns.emplace_back(name, static_cast<double>(latency.Quantile(quantile)));
  columns.emplace_back("max", static_cast<double>(latency.max()));
  std::string names, numbers;
  for (const auto& [name, value] : columns) {
    const std::string number = unit.Number(value);
    const size_t width = std::max(name.size(), number.size()) + (names.empty() ? 0 : 2);
    names += fmt::format("{:>{}}", name, width);
    numbers += fmt::format("{:>{}}", number, width);
  }
  return {names, numbers};
}

std::string LatencyPlot(const Histogram& latency, const LatencyUnit& unit) {
  if (latency.count() < kPlottedMin) return "";
  const std::vector<uint64_t> bounds = BoundsFor(latency);
  if (bounds.size() < 2) return "";
  const std::vector<uint64_t> counts = CountsFor(latency, bounds);
  const uint64_t most = *std::max_element(counts.begin(), counts.end());
  std::string text = fmt::format("{:>11}  {:>13}\n", "up to " + unit.name, "answers");
  for (size_t row = 0; row < bounds.size(); ++row) {
    const double percent =
        100 * static_cast<double>(counts[row]) / static_cast<double>(latency.count());
    std::string line = fmt::format(
        "{:>11}  {:>13}  {:5.1f} %  {}", unit.Number(static_cast<double>(bounds[row])),
        FormatCount(static_cast<int64_t>(counts[row])), percent, Bar(counts[row], most));
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

}  // namespace seep
