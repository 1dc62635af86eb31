#include "stats/trend.h"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/students_t.hpp>

#include "base/check.h"

namespace seep {
namespace {

struct MeanInterval {
  double mean = 0;
  double half_width = 0;
};

// Lag-1 autocorrelation that readings without memory stay below nine times in ten, at 30 of them.
constexpr double kMemoryMax = 0.25;
constexpr size_t kLinePointsMin = 8;

double StudentQuantile(double degrees, double confidence) {
  return boost::math::quantile(boost::math::students_t(degrees), 0.5 + confidence / 2);
}

MeanInterval StudentInterval(std::span<const double> values, double confidence) {
  const auto n = static_cast<double>(values.size());
  double sum = 0;
  for (const double value : values) sum += value;
  const double mean = sum / n;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {mean, StudentQuantile(n - 1, confidence) * std::sqrt(squares / (n - 1) / n)};
}

}  // namespace

std::vector<Point> LowerEnvelope(std::span<const Point> points, size_t batches) {
  const size_t size = points.size() / batches;
  if (size < 2) return {};
  points = points.last(size * batches);
  std::vector<Point> envelope;
  for (size_t begin = 0; begin < points.size(); begin += size) {
    Point batch{0, points[begin].y};
    for (const Point& point : points.subspan(begin, size)) {
      batch.x += point.x / static_cast<double>(size);
      batch.y = std::min(batch.y, point.y);
    }
    envelope.push_back(batch);
  }
  return envelope;
}

std::vector<double> Increments(std::span<const Point> points) {
  std::vector<double> increments;
  for (size_t i = 1; i < points.size(); ++i) {
    CHECK(points[i].x > points[i - 1].x);
    increments.push_back((points[i].y - points[i - 1].y) / (points[i].x - points[i - 1].x));
  }
  return increments;
}

Slope SlopeOf(std::span<const double> increments, double confidence, double resolution_slope) {
  CHECK(increments.size() >= 3);
  const MeanInterval all = StudentInterval(increments, confidence);
  std::vector<double> without_largest(increments.begin(), increments.end());
  without_largest.erase(std::max_element(without_largest.begin(), without_largest.end()));
  const MeanInterval steady = StudentInterval(without_largest, confidence);
  return {.estimate = all.mean,
          .low = steady.mean - steady.half_width - resolution_slope,
          .high = all.mean + all.half_width + resolution_slope};
}

std::optional<Slope> LineSlope(std::span<const Point> points, double confidence,
                               double resolution_slope) {
  if (points.size() < kLinePointsMin) return std::nullopt;
  const auto n = static_cast<double>(points.size());
  double mean_x = 0;
  double mean_y = 0;
  const double first_y = points.front().y;  // taken off, so that flat series leave exactly nothing
  for (const Point& point : points) {
    mean_x += point.x / n;
    mean_y += (point.y - first_y) / n;
  }
  double xx = 0;
  double xy = 0;
  for (const Point& point : points) {
    xx += (point.x - mean_x) * (point.x - mean_x);
    xy += (point.x - mean_x) * (point.y - first_y - mean_y);
  }
  const double estimate = xy / xx;
  double squares = 0;
  double products = 0;
  double previous = 0;
  for (const Point& point : points) {
    const double left = point.y - first_y - mean_y - estimate * (point.x - mean_x);
    squares += left * left;
    products += left * previous;
    previous = left;
  }
  const double memory = squares > 0 ? std::max(products / squares, 0.0) : 0;
  if (memory > kMemoryMax) return std::nullopt;
  const double variance = squares / (n - 2) / xx * (1 + memory) / (1 - memory);
  const double half_width =
      StudentQuantile(n - 2, confidence) * std::sqrt(variance) + resolution_slope;
  return Slope{.estimate = estimate, .low = estimate - half_width, .high = estimate + half_width};
}

double Median(std::span<const double> values) {
  CHECK(!values.empty());
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const size_t middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

}  // namespace seep
