#include "report/thinned.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace seep {
namespace {

std::vector<Point> Flat(size_t count) {
  std::vector<Point> points;
  for (size_t i = 0; i < count; ++i) points.push_back({static_cast<double>(i) * 100, 1000});
  return points;
}

TEST(Thinned, LeavesShortSeriesAsTheyAre) {
  EXPECT_EQ(Thinned(Flat(5), 5), (std::vector<size_t>{0, 1, 2, 3, 4}));
  EXPECT_TRUE(Thinned({}, 5).empty());
}

TEST(Thinned, KeepsTheEndsAndWhatStandsOut) {
  std::vector<Point> points = Flat(1000);
  points[500].y = 2000;
  points[501].y = 1;
  const std::vector<size_t> kept = Thinned(points, 20);
  EXPECT_LE(kept.size(), 20u);
  EXPECT_EQ(kept.front(), 0u);
  EXPECT_EQ(kept.back(), 999u);
  EXPECT_TRUE(std::is_sorted(kept.begin(), kept.end()));
  EXPECT_NE(std::find(kept.begin(), kept.end(), 500u), kept.end());
  EXPECT_NE(std::find(kept.begin(), kept.end(), 501u), kept.end());
}

}  // namespace
}  // namespace seep
