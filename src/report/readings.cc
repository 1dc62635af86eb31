#include "report/readings.h"

#include <algorithm>
#include <optional>

#include "report/headline.h"
#include "report/sparkline.h"

namespace seep {
namespace {

template <class Value>
std::vector<double> ValuesOf(const RunResult& result, Value value) {
  std::vector<double> values;
  const auto add = [&](const Sample& sample) {
    if (const std::optional<double> one = value(sample)) values.push_back(*one);
  };
  add(result.first);
  for (const Round& round : result.rounds) add(round.sample);
  return values;
}

// The pages of a runtime's heap are left out where it is known which they are.
bool LeavesOutPages(const RunResult& result) {
  return std::any_of(result.rounds.begin(), result.rounds.end(), [](const Round& round) {
    return round.sample.runtime && round.sample.runtime->page_bytes > 0;
  });
}

double RangeOf(const MeterVerdict& judged) {
  return judged.points.empty() ? 0 : judged.points.back().x - judged.points.front().x;
}

}  // namespace

Readings ReadingsOf(const RunResult& result, const MeterVerdict& judged) {
  Readings readings{.of = TitleOf(result, judged),
                    .values = {},
                    .range_min = SparklineRangeMin(judged.tolerance, RangeOf(judged)),
                    .in_bytes = InBytes(judged.meter)};
  if (result.series) {
    for (const Point& point : result.series->points) readings.values.push_back(point.y);
    return readings;
  }
  const bool with_runtime = judged.meter == Meter::kHeldBytes && LeavesOutPages(result);
  readings.values = ValuesOf(result, [&](const Sample& sample) -> std::optional<double> {
    if (!Has(judged.meter, sample) || (with_runtime && !sample.runtime)) return std::nullopt;
    return Read(judged.meter, sample);
  });
  return readings;
}

Readings MemoryReadings(const RunResult& result) {
  const MeterVerdict* held = result.Judged(Meter::kHeldBytes);
  const MeterVerdict judged = held != nullptr ? *held : MeterVerdict{};
  Readings readings = ReadingsOf(result, judged);
  readings.values = ValuesOf(result, [](const Sample& sample) {
    return std::optional(static_cast<double>(sample.Memory().Held()));
  });
  return readings;
}

}  // namespace seep
