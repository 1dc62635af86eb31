#include "report/thinned.h"

#include <algorithm>
#include <numeric>

namespace seep {

std::vector<size_t> Thinned(std::span<const Point> points, size_t count_max) {
  std::vector<size_t> indices(points.size());
  std::iota(indices.begin(), indices.end(), size_t{0});
  if (points.size() <= count_max) return indices;
  const auto lower = [&](size_t a, size_t b) { return points[a].y < points[b].y; };
  const size_t between = points.size() - 2;
  const size_t bins = (count_max - 2) / 2;
  std::vector<size_t> kept = {0};
  for (size_t bin = 0; bin < bins; ++bin) {
    const auto begin = indices.begin() + 1 + static_cast<std::ptrdiff_t>(bin * between / bins);
    const auto end = indices.begin() + 1 + static_cast<std::ptrdiff_t>((bin + 1) * between / bins);
    const auto [low, high] = std::minmax_element(begin, end, lower);
    kept.push_back(std::min(*low, *high));
    if (*low != *high) kept.push_back(std::max(*low, *high));
  }
  kept.push_back(points.size() - 1);
  return kept;
}

}  // namespace seep
