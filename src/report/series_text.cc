#include "report/series_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/units.h"
#include "report/fit.h"
#include "report/growth.h"
#include "report/rows.h"

namespace seep {
namespace {

constexpr size_t kSparkColumns = 32;
constexpr Meter kMeter = Meter::kHeldBytes;  // which it is judged as

std::string Growth(double slope) { return FormatAmount(kMeter, slope); }

std::string Headline(const RunResult& result, const Style& style) {
  const Verdict& verdict = result.meters.front().verdict;
  const std::string name = style.Colored(result.outcome);
  const std::string what = Printable(result.series->y_name);
  switch (result.outcome) {
    case Outcome::kClean:
      return fmt::format("{}  {} does not grow with {}: a leak above {} {} would have shown\n",
                         name, what, result.per == "second" ? "time" : result.per + "s",
                         Growth(verdict.slope.high), Each(result.per));
    case Outcome::kLeak:
      return fmt::format("{}  {} grows by {} {} and does not slow down\n", name, what,
                         Growth(verdict.slope.estimate), Each(result.per));
    case Outcome::kInconclusive:
      break;
  }
  return fmt::format("{}  {}: {}\n", name, what, result.reason);
}

// The last of every so many, so that the whole series fits.
std::string Drawing(const std::vector<Point>& points) {
  std::vector<double> values;
  const size_t count = std::min(points.size(), kSparkColumns);
  for (size_t i = 1; i <= count; ++i) values.push_back(points[i * points.size() / count - 1].y);
  return Sparkline(values.data(), values.size(), kSparkColumns);
}

std::string RangeText(const RunResult& result) {
  const std::vector<Point>& points = result.series->points;
  const double range = points.back().x - points.front().x;
  if (result.per == "second") return FormatDuration(range);
  return fmt::format("{} {}{}", FormatCount(std::llround(range)), result.per,
                     range == 1 ? "" : "s");
}

std::string GrowthText(const RunResult& result, const Style& style) {
  const MeterVerdict& judged = result.meters.front();
  const Verdict& verdict = judged.verdict;
  const std::string outcome = style.Dim(Name(verdict.outcome));
  if (verdict.confidence == 0 || verdict.judged_from == 0)
    return fmt::format("not judged: {} readings are too few", judged.points.size());
  return fmt::format("{} {} ({})  {}", FormatSlope(kMeter, verdict.slope.estimate),
                     Each(result.per), Interval(kMeter, verdict.slope, verdict.confidence),
                     outcome);
}

std::string JudgedText(const RunResult& result) {
  const MeterVerdict& judged = result.meters.front();
  return fmt::format("readings {} … {}, against a tolerance of {} {}, in steps of {}",
                     FormatCount(static_cast<int64_t>(judged.verdict.judged_from) + 1),
                     FormatCount(static_cast<int64_t>(judged.points.size())),
                     Growth(judged.tolerance.slope), Each(result.per),
                     FormatBytes(judged.tolerance.resolution));
}

}  // namespace

std::string SeriesText(const RunResult& result, const Style& style) {
  const RecordedSeries& series = *result.series;
  const std::vector<Point>& points = series.points;
  std::string text = Headline(result, style);
  text += Row("series", fmt::format("{}: {} reading{} of {} over {}", Printable(series.source),
                                    FormatCount(static_cast<int64_t>(points.size())),
                                    points.size() == 1 ? "" : "s", Printable(series.y_name),
                                    RangeText(result)));
  text += Row("memory", fmt::format("{} first, {} last  {}", FormatBytes(points.front().y),
                                    FormatBytes(points.back().y), Drawing(points)));
  text += Row("growth", GrowthText(result, style));
  if (result.meters.front().verdict.judged_from > 0) text += Row("judged", JudgedText(result));
  for (const std::string& warning : result.warnings) text += Row("note", Printable(warning));
  return text;
}

}  // namespace seep
