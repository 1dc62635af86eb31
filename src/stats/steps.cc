#include "stats/steps.h"

#include <algorithm>
#include <cmath>

#include "stats/trend.h"

namespace seep {
namespace {

constexpr size_t kSide = 4;        // readings on each side of a step that tell its height
constexpr double kIsolated = 2.5;  // times any of these
constexpr double kStandsOut = 5;   // times the usual change between neighbours

// How far the level after i is above the level before it, beyond what the series usually grows by.
// Readings may be unevenly far apart, so that growth is taken from each before their levels are.
double RiseAt(std::span<const Point> points, size_t i, double pace) {
  std::vector<double> before, after;
  for (size_t k = 0; k < kSide; ++k) {
    before.push_back(points[i - 1 - k].y - pace * points[i - 1 - k].x);
    after.push_back(points[i + k].y - pace * points[i + k].x);
  }
  return Median(after) - Median(before);
}

double Jump(std::span<const Point> points, size_t i, double pace) {
  return points[i].y - points[i - 1].y - pace * (points[i].x - points[i - 1].x);
}

// Several times what its neighbours are: not the steep part of a curve.
bool Isolated(std::span<const Point> points, size_t i, double pace) {
  const double jump = Jump(points, i, pace);
  double largest = 0;
  for (size_t k = i - kSide + 1; k < i + kSide; ++k) {
    if (k != i) largest = std::max(largest, Jump(points, k, pace));
  }
  return jump >= kIsolated * largest;
}

// The usual growth for each unit of x between neighbours, and how much it varies in units of y.
struct Usual {
  double pace = 0;
  double change = 0;
};

Usual UsualGrowth(std::span<const Point> points) {
  const std::vector<double> slopes = Increments(points);
  Usual usual;
  usual.pace = Median(slopes);
  std::vector<double> changes;
  for (size_t i = 1; i < points.size(); ++i) {
    const double x = points[i].x - points[i - 1].x;
    changes.push_back(std::abs(points[i].y - points[i - 1].y - usual.pace * x));
  }
  usual.change = 1.4826 * Median(changes);
  return usual;
}

}  // namespace

Unstepped WithoutSteps(std::span<const Point> points, size_t most, double resolution) {
  Unstepped result{.points = {points.begin(), points.end()}, .steps = 0, .rise = 0};
  if (points.size() < 4 * kSide) return result;
  const Usual usual = UsualGrowth(points);
  const double least = std::max(kStandsOut * usual.change, 2 * resolution);
  while (result.steps < most) {
    double largest = 0;
    size_t at = 0;
    for (size_t i = kSide; i + kSide <= result.points.size(); ++i) {
      const double rise = RiseAt(result.points, i, usual.pace);
      if (rise > largest && Isolated(result.points, i, usual.pace)) {
        largest = rise;
        at = i;
      }
    }
    if (largest < least) break;
    for (size_t i = at; i < result.points.size(); ++i) result.points[i].y -= largest;
    ++result.steps;
    result.rise += largest;
  }
  return result;
}

}  // namespace seep
