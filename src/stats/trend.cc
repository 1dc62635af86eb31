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

MeanInterval StudentInterval(std::span<const double> values, double confidence) {
  const auto n = static_cast<double>(values.size());
  double sum = 0;
  for (const double value : values) sum += value;
  const double mean = sum / n;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const double t = boost::math::quantile(boost::math::students_t(n - 1), 0.5 + confidence / 2);
  return {mean, t * std::sqrt(squares / (n - 1) / n)};
}

// Runs of equally many consecutive points; the oldest left-over points are dropped.
std::vector<std::span<const Point>> Batches(std::span<const Point> points, size_t batches) {
  const size_t size = points.size() / batches;
  if (size < 2) return {};
  points = points.last(size * batches);
  std::vector<std::span<const Point>> runs;
  for (size_t begin = 0; begin < points.size(); begin += size) {
    runs.push_back(points.subspan(begin, size));
  }
  return runs;
}

Point MeanOf(std::span<const Point> points) {
  Point mean;
  for (const Point& point : points) {
    mean.x += point.x / static_cast<double>(points.size());
    mean.y += point.y / static_cast<double>(points.size());
  }
  return mean;
}

}  // namespace

std::vector<Point> LowerEnvelope(std::span<const Point> points, size_t batches) {
  std::vector<Point> envelope;
  for (const auto& batch : Batches(points, batches)) {
    const auto by_y = [](const Point& a, const Point& b) { return a.y < b.y; };
    envelope.push_back({MeanOf(batch).x, std::min_element(batch.begin(), batch.end(), by_y)->y});
  }
  return envelope;
}

std::vector<Point> Means(std::span<const Point> points, size_t batches) {
  std::vector<Point> means;
  for (const auto& batch : Batches(points, batches)) means.push_back(MeanOf(batch));
  return means;
}

std::vector<Point> FromZero(std::span<const Point> points) {
  std::vector<Point> shifted(points.begin(), points.end());
  for (Point& point : shifted) point.x -= points.front().x;
  return shifted;
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
  CHECK(increments.size() >= kIncrementsMin);
  const MeanInterval all = StudentInterval(increments, confidence);
  std::vector<double> without_largest(increments.begin(), increments.end());
  without_largest.erase(std::max_element(without_largest.begin(), without_largest.end()));
  const MeanInterval steady = StudentInterval(without_largest, confidence);
  return {.estimate = all.mean,
          .low = steady.mean - steady.half_width - resolution_slope,
          .high = all.mean + all.half_width + resolution_slope};
}

Slope RangeSlope(std::span<const Point> points, double resolution) {
  CHECK(points.size() >= 2);
  const auto by_y = [](const Point& a, const Point& b) { return a.y < b.y; };
  const auto [least, most] = std::minmax_element(points.begin(), points.end(), by_y);
  const double x_range = points.back().x - points.front().x;
  const double bound = (most->y - least->y + resolution) / x_range;
  return {.estimate = (points.back().y - points.front().y) / x_range, .low = -bound, .high = bound};
}

double Median(std::span<const double> values) {
  CHECK(!values.empty());
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const size_t middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

}  // namespace seep
