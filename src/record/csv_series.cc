#include "record/csv_series.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "base/units.h"
#include "model/series_x.h"
#include "record/csv_cell.h"
#include "record/csv_rows.h"

namespace seep {
namespace {

constexpr double kPageBytes = 4096;
constexpr size_t kShownMax = 60;  // of a cell in a message

// Rows that were left out for one reason.
struct LeftOut {
  size_t count = 0;
  size_t first_line = 0;
  size_t last_line = 0;

  void Add(size_t line) {
    if (count++ == 0) first_line = line;
    last_line = line;
  }
  std::string Lines() const {
    return count == 1 ? fmt::format("line {}", first_line)
                      : fmt::format("{} lines, {} … {}", FormatCount(static_cast<int64_t>(count)),
                                    first_line, last_line);
  }
};

// A number of so many is a time since 1970 in finer units than seconds.
double EpochFactor(double value) {
  if (value >= 1e17) return 1e-9;
  if (value >= 1e14) return 1e-6;
  return value >= 1e11 ? 1e-3 : 1;
}

// The largest step that all differences between the readings are whole numbers of; at least what a
// one in the last digit stands for, 1, and a page where all readings are whole pages.
double ResolutionOf(const std::vector<Point>& points, double digit) {
  int64_t step = 0;
  bool whole_pages = true;
  for (const Point& point : points) {
    whole_pages &= std::fmod(point.y, kPageBytes) == 0;
    step = std::gcd(step, std::llround(point.y - points.front().y));
  }
  return std::max({1.0, digit, static_cast<double>(step), whole_pages ? kPageBytes : 0.0});
}

class SeriesReader {
 public:
  SeriesReader(std::string_view csv, const std::string& name, const CsvChoice& choice)
      : rows_(csv), name_(name), choice_(choice) {}

  Result<RecordedSeries> Read() {
    CsvRows::Row row;
    if (!rows_.Next(row)) return Ended();
    Result<CsvColumns> columns = ChooseColumns(row.cells, choice_);
    if (!columns) return Bad(row.line, columns.error().message);
    columns_ = std::move(*columns);
    if (columns_.header && !rows_.Next(row)) return Ended();
    do {
      if (auto ok = Take(row); !ok) return tl::unexpected(ok.error());
    } while (rows_.Next(row));
    if (rows_.open_quote_line() != 0 || series_.points.empty()) return Ended();
    return Finish();
  }

 private:
  tl::unexpected<Error> Bad(size_t line, std::string_view problem) const {
    return Fail(ErrorKind::kBadInput, Fault::kUser, fmt::format("{}:{}: {}", name_, line, problem));
  }

  tl::unexpected<Error> BadCell(const CsvRows::Row& row, const CsvColumn& column,
                                std::string_view wanted) const {
    return Bad(row.line, fmt::format("column \"{}\": \"{}\" is not {}", column.name,
                                     row.cells[column.index].substr(0, kShownMax), wanted));
  }

  tl::unexpected<Error> Ended() const {
    if (rows_.open_quote_line() != 0)
      return Bad(rows_.open_quote_line(), "a quote (\") is not closed");
    return Fail(ErrorKind::kBadInput, Fault::kUser, fmt::format("{}: no readings in it", name_));
  }

  Result<> Take(const CsvRows::Row& row) {
    for (const CsvColumn* column : {&columns_.x, &columns_.y}) {
      if (column->index >= row.cells.size()) {
        return Bad(row.line, fmt::format("column \"{}\" is missing: the line has {} of them",
                                         column->name, row.cells.size()));
      }
    }
    const std::string& x_cell = row.cells[columns_.x.index];
    const std::string& y_cell = row.cells[columns_.y.index];
    if (IsGap(x_cell) || IsGap(y_cell)) {
      gaps_.Add(row.line);
      return {};
    }
    const std::optional<double> x = ParseX(x_cell);
    if (!x || std::abs(*x) > kSeriesXMax) {
      return BadCell(row, columns_.x,
                     columns_.time ? "a time: seconds, or 2026-11-22T10:00:00" : "a number");
    }
    const auto y = ParseByteReading(y_cell, columns_.y.factor);
    if (!y) return BadCell(row, columns_.y, "a number of bytes, as in 8421376, 12.5 MB or 300 KiB");
    Add(row.line, x_cell, {*x, y->bytes});
    digit_ = std::min(digit_, y->digit);
    return {};
  }

  std::optional<double> ParseX(const std::string& cell) {
    const auto number = ParseNumber(cell);
    if (!columns_.time) return number;
    if (!number) return ParseDateTime(cell);
    if (columns_.x.factor == 0) columns_.x.factor = EpochFactor(*number);
    return *number * columns_.x.factor;
  }

  void Add(size_t line, const std::string& x_cell, Point point) {
    std::vector<Point>& points = series_.points;
    if (!points.empty() && point.x < points.back().x) {
      restarts_.Add(line);
      restart_ = fmt::format("{} goes back from {} to {}", columns_.x.name, last_x_, x_cell);
      before_restart_ += points.size();
      points.clear();
    } else if (!points.empty() && !Advances(points.back().x, point.x)) {
      return repeats_.Add(line);
    }
    points.push_back(point);
    last_x_ = x_cell;
  }

  RecordedSeries Finish() {
    std::vector<std::string>& notes = series_.notes = columns_.notes;
    if (restarts_.count != 0) {
      notes.push_back(fmt::format(
          "{} in line {}: a restart{}; only the {} readings from there on are judged, {} before "
          "are left out",
          restart_, restarts_.last_line,
          restarts_.count > 1 ? fmt::format(", the last of {}", restarts_.count) : "",
          FormatCount(static_cast<int64_t>(series_.points.size())),
          FormatCount(static_cast<int64_t>(before_restart_))));
    }
    if (repeats_.count != 0) {
      notes.push_back(fmt::format("{} is the same as before: left out ({})", columns_.x.name,
                                  repeats_.Lines()));
    }
    if (gaps_.count != 0) notes.push_back(fmt::format("no reading: left out ({})", gaps_.Lines()));
    series_.source = name_;
    series_.x_name = columns_.x.name;
    series_.y_name = columns_.y.name;
    series_.per = columns_.per;
    series_.resolution = ResolutionOf(series_.points, digit_);
    return std::move(series_);
  }

  CsvRows rows_;
  const std::string& name_;
  const CsvChoice& choice_;
  CsvColumns columns_;
  RecordedSeries series_;
  double digit_ = std::numeric_limits<double>::infinity();
  LeftOut gaps_;
  LeftOut repeats_;
  LeftOut restarts_;
  std::string restart_;
  std::string last_x_;
  size_t before_restart_ = 0;
};

}  // namespace

Result<RecordedSeries> ReadCsvSeries(std::string_view csv, const std::string& name,
                                     const CsvChoice& choice) {
  return SeriesReader(csv, name, choice).Read();
}

}  // namespace seep
