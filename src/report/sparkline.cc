#include "report/sparkline.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

namespace seep {
namespace {

constexpr std::array kBars = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

// Of the height of the scale: from the lowest bar to the highest. What is below a half of one is
// drawn as nothing, so two steps take four bars' heights, and a little more.
constexpr double kIntervals = kBars.size() - 1;
constexpr double kQuietSteps = 2;
constexpr double kMargin = 1.1;

// The means of `columns` parts that are as long as can be, each of one reading at least.
std::vector<double> MeansOf(std::span<const double> readings, size_t columns) {
  std::vector<double> means;
  for (size_t i = 0; i < columns; ++i) {
    const size_t begin = i * readings.size() / columns;
    const size_t end = (i + 1) * readings.size() / columns;
    const auto part = readings.subspan(begin, end - begin);
    means.push_back(std::accumulate(part.begin(), part.end(), 0.0) /
                    static_cast<double>(part.size()));
  }
  return means;
}

}  // namespace

double SparklineRangeMin(const Tolerance& tolerance, double x_range) {
  return std::max(kMargin * 2 * kIntervals * kQuietSteps * tolerance.resolution,
                  tolerance.slope * x_range);
}

std::string Sparkline(std::span<const double> readings, size_t columns, double range_min) {
  const std::vector<double> values = MeansOf(readings, std::min(readings.size(), columns));
  if (values.empty()) return "";
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double range = std::max(*high - *low, range_min);
  std::string line;
  for (const double value : values) {
    const double share = range > 0 ? (value - *low) / range : 0;
    line += kBars[static_cast<size_t>(share * kIntervals + 0.5)];
  }
  return line;
}

}  // namespace seep
