#include "record/csv_invariants.h"

#include <cmath>

#include "model/series_x.h"
#include "record/csv_series.h"

namespace seep::test {

std::string CheckCsv(std::string_view csv) {
  const Result<RecordedSeries> series = ReadCsvSeries(csv, "f", {});
  if (!series) return series.error().message.empty() ? "an error without a message" : "";
  if (series->points.empty()) return "a series without readings";
  if (!(series->resolution >= 1) || !std::isfinite(series->resolution)) return "no resolution";
  if (series->per.empty()) return "x counts nothing";
  const Point* before = nullptr;
  for (const Point& point : series->points) {
    if (!std::isfinite(point.x) || !std::isfinite(point.y)) return "a reading that is no number";
    if (before != nullptr && !Advances(before->x, point.x)) return "x does not increase";
    before = &point;
  }
  return "";
}

}  // namespace seep::test
