#include "report/readings_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/units.h"
#include "model/leading.h"
#include "report/growth.h"
#include "report/headline.h"
#include "report/rows.h"
#include "report/table_text.h"
#include "report/thinned.h"

namespace seep {
namespace {

constexpr size_t kIndent = 2;
constexpr size_t kLinesMax = 500;  // a run has some hundreds of rounds; a table may have any number

using Rows = std::vector<std::vector<TableCell>>;

std::string XText(double x, const std::string& per) {
  return per == "second" ? fmt::format("{:.1f}", x) : FormatCount(std::llround(x));
}

std::string LeftOut(size_t shown, size_t all, const Style& style) {
  if (shown == all) return "";
  return Row(
      "",
      fmt::format("{} of {} readings: of the others these are the lowest and highest",
                  FormatCount(static_cast<int64_t>(shown)), FormatCount(static_cast<int64_t>(all))),
      style);
}

std::string SeriesTable(const RunResult& result, const Style& style) {
  const std::vector<Point>& points = result.series->points;
  Rows rows;
  for (const size_t i : Thinned(points, kLinesMax)) {
    rows.push_back({{FormatCount(static_cast<int64_t>(i) + 1)},
                    {XText(points[i].x, result.per)},
                    {FormatBytes(points[i].y)}});
  }
  if (rows.empty() || result.meters.empty()) return "";
  return TableText({{.title = "reading", .align = Align::kRight},
                    {.title = result.per + "s", .align = Align::kRight},
                    {.title = TitleOf(result, result.meters.front()),
                     .align = Align::kRight,
                     .columns_min = 8}},
                   rows, style, kIndent) +
         LeftOut(rows.size(), points.size(), style);
}

// In the order in which they are told of.
std::vector<Meter> MetersOf(const RunResult& result) {
  std::vector<Meter> meters;
  if (const MeterVerdict* leading = LeadingMeter(result)) meters.push_back(leading->meter);
  for (const MeterVerdict& judged : result.meters) {
    const bool there = std::find(meters.begin(), meters.end(), judged.meter) != meters.end();
    if (!there && !judged.points.empty()) meters.push_back(judged.meter);
  }
  return meters;
}

std::vector<const Sample*> SamplesOf(const RunResult& result) {
  std::vector<const Sample*> samples = {&result.first};
  for (const Round& round : result.rounds) samples.push_back(&round.sample);
  return samples;
}

std::string KindOf(const Round& round) {
  if (round.cooling) return "wait";
  if (round.idle) return "pause";
  return round.replayed ? "same keys" : "";
}

}  // namespace

std::string ReadingsText(const RunResult& result, const Style& style) {
  if (result.series) return SeriesTable(result, style);
  const std::vector<Meter> meters = MetersOf(result);
  if (meters.empty()) return "";
  const std::vector<const Sample*> samples = SamplesOf(result);
  std::vector<Point> points;
  for (size_t i = 0; i < samples.size(); ++i)
    points.push_back({static_cast<double>(i), Read(meters.front(), *samples[i])});
  Rows rows;
  for (const size_t i : Thinned(points, kLinesMax)) {
    const Sample& sample = *samples[i];
    std::vector<TableCell> row = {{FormatCount(static_cast<int64_t>(i))},
                                  {fmt::format("{:.1f}", sample.seconds)},
                                  {FormatCount(static_cast<int64_t>(sample.requests))}};
    for (const Meter meter : meters)
      row.push_back({Has(meter, sample) ? FormatReading(meter, Read(meter, sample)) : "-"});
    row.push_back({i == 0 ? "" : KindOf(result.rounds[i - 1])});
    rows.push_back(std::move(row));
  }
  std::vector<TableColumn> columns = {{.title = "round", .align = Align::kRight},
                                      {.title = "seconds", .align = Align::kRight},
                                      {.title = "requests", .align = Align::kRight}};
  for (const Meter meter : meters)
    columns.push_back({.title = std::string(Title(meter)), .align = Align::kRight});
  columns.push_back({.title = ""});
  return TableText(std::move(columns), rows, style, kIndent) +
         LeftOut(rows.size(), samples.size(), style);
}

}  // namespace seep
